/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

/**
 * Where a listing is pushed to, item by item, so that no listing is ever held whole.
 *
 * <p>A slow receiver slows the lister by blocking in {@link #accept}.
 *
 * @param <T> what is listed
 */
@FunctionalInterface
public interface Sink<T> {

    /**
     * Takes one item.
     *
     * @return false when the receiver wants no more; the lister then returns normally without pushing again
     */
    boolean accept(T item);
}
