/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.Sink;

/** Gathers the resources of a listing, so that what is kept besides them is fetched for many at once. */
final class ListingBatcher implements Sink<Resource> {

    private final Join join;
    private final Sink<Resource> sink;
    private final int size;
    private final List<Resource> gathered = new ArrayList<>();
    private @Nullable IOException failure;
    private boolean open = true;

    /**
     * @param size how many are gathered
     */
    ListingBatcher(Join join, int size, Sink<Resource> sink) {
        this.join = join;
        this.size = size;
        this.sink = sink;
    }

    /** Fetches what is kept besides the nodes. */
    @FunctionalInterface
    interface Join {
        boolean push(List<Resource> resources, Sink<Resource> sink) throws IOException;
    }

    @Override
    public boolean accept(Resource resource) {
        gathered.add(resource);
        if (gathered.size() >= size) {
            flush();
        }
        return open;
    }

    private void flush() {
        try {
            open = join.push(gathered, sink);
        } catch (IOException broken) {
            failure = broken;
            open = false;
        }
        gathered.clear();
    }

    /** Passes on what is left; throws what went wrong on the way. */
    void complete() throws IOException {
        if (open && !gathered.isEmpty()) {
            flush();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
