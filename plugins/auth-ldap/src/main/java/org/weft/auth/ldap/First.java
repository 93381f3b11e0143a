/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.util.Comparator;
import java.util.Iterator;
import java.util.TreeSet;
import org.weft.spi.Sink;

/**
 * The first so many of many, in order: a server gives entries in an order of its own, and not every one can sort. Holds
 * no more than are wanted. Not thread-safe.
 */
final class First<T> {

    private final int most;
    private final TreeSet<T> kept;

    /** @param order of which only different items are kept */
    First(int most, Comparator<T> order) {
        this.most = most;
        this.kept = new TreeSet<>(order);
    }

    void add(T item) {
        kept.add(item);
        if (kept.size() > most) {
            kept.pollLast();
        }
    }

    void push(Sink<? super T> sink) {
        Iterator<T> items = kept.iterator();
        while (items.hasNext() && sink.accept(items.next())) {
            // the sink says when it has enough
        }
    }
}
