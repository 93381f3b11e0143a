/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.weft.kernel.storage.access.ExpiryTimes;
import org.weft.kernel.storage.namespace.ReceivedItems.Elsewhere;
import org.weft.kernel.storage.namespace.ReceivedItems.Item;
import org.weft.kernel.storage.namespace.ReceivedItems.Local;
import org.weft.spi.share.ShareId;

/** The names of what one caller has received, each once. Immutable. */
final class ReceivedNames {

    static final ReceivedNames NONE = new ReceivedNames(new TreeMap<>());

    private final TreeMap<String, Named> byName;
    private final Map<ShareId, String> byShare = new HashMap<>();
    private final ExpiryTimes expiry;

    /** Stands for these names without keeping them in memory. */
    private final Object mark = new Object();

    private record Version(Object mark, int ended) {}

    private ReceivedNames(TreeMap<String, Named> byName) {
        this.byName = byName;
        this.expiry = ExpiryTimes.of(byName.values().stream().map(Named::expires));
        byName.forEach((name, named) -> byShare.put(named.item().share(), name));
    }

    /**
     * Something under its name.
     *
     * @param expires when it ends
     */
    record Named(Item item, Optional<Instant> expires) {

        boolean holds(Instant now) {
            return expires.filter(end -> !now.isBefore(end)).isEmpty();
        }

        private Named called(String name) {
            return new Named(
                    switch (item) {
                        case Local local -> new Local(local.share(), name, local.at());
                        case Elsewhere other ->
                            new Elsewhere(
                                    other.share(),
                                    name,
                                    other.host(),
                                    other.storage(),
                                    other.path(),
                                    other.kind(),
                                    other.rights());
                    },
                    expires);
        }
    }

    /** In the order of their ids: of two with one name the later has to give way. */
    static ReceivedNames of(List<Named> items) {
        TreeMap<String, Named> byName = new TreeMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Named named : items) {
            // From the last number on: of thousands with one name each would try all numbers before it.
            String wanted = named.item().name();
            String name = wanted;
            while (byName.containsKey(name)) {
                name = numbered(wanted, 1 + counts.merge(wanted, 1, Integer::sum));
            }
            byName.put(name, named.called(name));
        }
        return new ReceivedNames(byName);
    }

    private static String free(TreeMap<String, Named> taken, String wanted) {
        String name = wanted;
        for (int number = 2; taken.containsKey(name); number++) {
            name = numbered(wanted, number);
        }
        return name;
    }

    /** {@code name (2)}, {@code name (2).txt}. */
    static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        return stem + " (" + number + ")" + (dot > 0 ? name.substring(dot) : "");
    }

    /** Equal to another one as long as the same is shown. */
    Object version(Instant now) {
        return new Version(mark, expiry.countUntil(now));
    }

    int size() {
        return byName.size();
    }

    Optional<Named> find(String name, Instant now) {
        return Optional.ofNullable(byName.get(name)).filter(named -> named.holds(now));
    }

    /** The name of a share that is shown. */
    Optional<String> of(ShareId share) {
        return Optional.ofNullable(byShare.get(share));
    }

    /** The name itself, or with a number where something else has it. */
    String free(String wanted) {
        return free(byName, wanted);
    }

    /** What comes behind a name. */
    Iterator<Named> after(String name, Instant now) {
        return byName.tailMap(name, false).values().stream()
                .filter(named -> named.holds(now))
                .iterator();
    }
}
