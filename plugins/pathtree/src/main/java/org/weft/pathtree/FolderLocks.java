/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.weft.spi.DriverContext;
import org.weft.spi.Mutex;

/**
 * Keeps steps apart that touch the same folder. A few mutexes stand for all folders and are taken in one order. Whoever moves or
 * deletes a folder takes all of them, so that no path changes under another's step. Thread-safe.
 */
final class FolderLocks {

    private static final int STRIPES = 16;

    private final List<Mutex> stripes;

    /** How many steps each stripe has seen. */
    private final AtomicLongArray steps = new AtomicLongArray(STRIPES);

    private final AtomicLong folderSteps = new AtomicLong();

    FolderLocks(DriverContext context) {
        this.stripes = IntStream.range(0, STRIPES)
                .mapToObj(i -> context.mutex("folder-" + i))
                .toList();
    }

    /** Held locks. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** For a step that changes names or contents in these folders. */
    Held forStep(String... folders) {
        return hold(IntStream.range(0, folders.length).map(i -> stripe(folders[i])), true);
    }

    /** For a step that takes a folder to another place, or away. */
    Held forStepOnAll() {
        Held held = hold(IntStream.range(0, STRIPES), true);
        folderSteps.incrementAndGet();
        return () -> {
            folderSteps.incrementAndGet();
            held.close();
        };
    }

    /** For writing down what the backend tells. */
    Held forLook(String folder) {
        return hold(IntStream.of(stripe(folder)), false);
    }

    /** A number that changes when a step begins which takes a folder elsewhere, and when it ends: odd meanwhile. */
    long folderSteps() {
        return folderSteps.get();
    }

    /** A number that every step in this folder changes. */
    long steps(String folder) {
        return steps.get(stripe(folder));
    }

    private static int stripe(String folder) {
        return Math.floorMod(folder.hashCode(), STRIPES);
    }

    private Held hold(IntStream which, boolean isStep) {
        List<Mutex.Held> held = new ArrayList<>();
        Held all = () -> held.reversed().forEach(Mutex.Held::close);
        boolean complete = false;
        try {
            for (int stripe : which.distinct().sorted().toArray()) {
                held.add(stripes.get(stripe).acquire());
                if (isStep) {
                    steps.incrementAndGet(stripe);
                }
            }
            complete = true;
            return all;
        } finally {
            if (!complete) {
                all.close();
            }
        }
    }
}
