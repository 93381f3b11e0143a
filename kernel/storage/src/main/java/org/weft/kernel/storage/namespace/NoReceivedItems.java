/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.Optional;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;

/** What somebody received where nothing can be shared. */
record NoReceivedItems() implements ReceivedItems {

    @Override
    public void soon(String host, Runnable work) {
        // There are no other sites.
    }

    @Override
    public Node unseen(Elsewhere item) {
        throw NotVisible.error();
    }

    @Override
    public Optional<RelPath> folder() {
        return Optional.empty();
    }

    @Override
    public Optional<String> atHome() {
        return Optional.empty();
    }

    @Override
    public boolean hasAny(Caller caller) {
        return false;
    }

    @Override
    public Object version(Caller caller) {
        return NoReceivedItems.class;
    }

    @Override
    public Optional<Item> find(Caller caller, String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Item> of(Caller caller, ShareId share) {
        return Optional.empty();
    }

    @Override
    public void list(Caller caller, Optional<String> after, Sink<Item> sink) {
        // There is nothing to list.
    }

    @Override
    public void rename(Caller caller, String name, String other) {
        throw NotVisible.error();
    }

    @Override
    public void decline(Caller caller, String name) {
        throw NotVisible.error();
    }
}
