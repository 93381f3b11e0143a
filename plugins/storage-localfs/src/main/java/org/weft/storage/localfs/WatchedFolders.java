/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weft.spi.storage.RelPath;

/** The folders that are watched, and where they are. A folder that is moved takes those below it along. Not thread-safe. */
final class WatchedFolders {

    private static final int DEEPEST = 4096;

    private record Spot(int above, String name) {}

    private final Map<Integer, Spot> spots = new HashMap<>();
    private int root = -1;

    int size() {
        return spots.size();
    }

    void root(int number) {
        root = number;
        spots.put(number, new Spot(-1, ""));
    }

    void put(int number, int above, String name) {
        if (number != root) {
            spots.put(number, new Spot(above, name));
        }
    }

    void remove(int number) {
        spots.remove(number);
    }

    /** Where a folder is; nothing when it is not watched, or no longer below the root. */
    Optional<RelPath> path(int number) {
        List<String> names = new ArrayList<>();
        int at = number;
        while (at != root) {
            Spot spot = spots.get(at);
            if (spot == null || names.size() == DEEPEST) {
                return Optional.empty();
            }
            names.add(spot.name());
            at = spot.above();
        }
        RelPath path = RelPath.root();
        for (String name : names.reversed()) {
            path = path.resolve(name);
        }
        return Optional.of(path);
    }

    /** Forgets a folder that left its name, with all below it. @return their numbers */
    Collection<Integer> removeAt(int above, String name) {
        List<Integer> gone = new ArrayList<>();
        Spot spot = new Spot(above, name);
        for (Map.Entry<Integer, Spot> entry : spots.entrySet()) {
            if (entry.getValue().equals(spot)) {
                gone.add(entry.getKey());
            }
        }
        gone.forEach(spots::remove);
        List<Integer> lost = new ArrayList<>();
        for (Integer number : spots.keySet()) {
            if (!gone.isEmpty() && path(number).isEmpty()) {
                lost.add(number);
            }
        }
        lost.forEach(spots::remove);
        gone.addAll(lost);
        return gone;
    }
}
