/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.io.IOException;
import java.util.List;
import org.weft.kernel.mount.Mount;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.StorageDriver;

/** The file service with nothing kept besides the nodes: no locks, no properties, only the request's own condition. */
public final class PlainFiles {

    private PlainFiles() {}

    public static Files over(Places places) {
        return new Files(places, (caller, mount, driver, act, change) -> new Judging(change), new NoExtras());
    }

    private record Judging(org.weft.kernel.service.Change conditions) implements Guard {

        @Override
        public void check(Affected what) {
            conditions.condition().judge(what.source(), List.of());
        }

        @Override
        public <T> T commit(Affected what, Guard.Change<T> step) throws IOException {
            check(what);
            return step.make();
        }
    }

    private static final class NoExtras implements Extras {

        @Override
        public boolean join(
                Caller caller,
                Mount mount,
                StorageDriver driver,
                List<Resource> window,
                Wanted wanted,
                Sink<Resource> sink) {
            return window.stream().allMatch(sink::accept);
        }

        @Override
        public void copied(ResourceId original, ResourceId copy) {}
    }
}
