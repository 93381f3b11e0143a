/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.WeftException;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Traits;

/**
 * What the folder of what somebody received comes to: its entity tag, size and time. That takes a look at each resource, so it
 * is kept, for each space that they lie in, as long as the same is received, the caller may do the same in the space, and the
 * space's own entity tag says that nothing in it has changed. Where a storage's folders don't tell of what is below them,
 * nothing is kept. What other sites share counts as it was last seen ({@link LastSeen}). Thread-safe.
 */
final class ReceivedFolderSummary {

    private static final int MOST_IN_MEMORY = 100_000;

    /** So late is noticed what other programs do to a storage behind the server's back. */
    private static final Duration TRUSTED = Duration.ofMinutes(1);

    private final ReceivedItems received;
    private final ReceivedLookup looks;
    private final Cache<Key, Known> kept = Caffeine.newBuilder()
            .maximumWeight(MOST_IN_MEMORY)
            .weigher((Key key, Known known) -> 1 + known.parts().size())
            .expireAfterWrite(TRUSTED)
            .build();

    private record Key(UserId user, Set<GroupId> groups) {}

    /**
     * What was found out.
     *
     * @param version of what is received
     * @param parts what comes from each space
     * @param whole whether that is all
     */
    private record Known(Object version, Map<SpaceKey, Part> parts, boolean whole) {}

    private record Part(Base base, FolderSummary sum) {}

    /**
     * What a part follows from.
     *
     * @param etag the one of the space's top folder
     */
    private record Base(SpaceAccess access, String etag) {

        boolean is(Base other) {
            return etag.equals(other.etag)
                    && access.entitlements() == other.access.entitlements()
                    && access.scope().equals(other.access.scope())
                    && access.storageCeiling().equals(other.access.storageCeiling());
        }
    }

    ReceivedFolderSummary(ReceivedItems received, ReceivedLookup looks) {
        this.received = received;
        this.looks = looks;
    }

    FolderSummary of(Caller caller) {
        Key key = new Key(caller.user(), caller.groups());
        ReceivedLookup.Looked looked = looks.new Looked();
        Object version = received.version(caller);
        Known before = kept.getIfPresent(key);
        Map<SpaceKey, Part> parts = new HashMap<>();
        if (before != null && before.version().equals(version)) {
            before.parts().forEach((space, part) -> {
                if (base(caller, looked, space).filter(part.base()::is).isPresent()) {
                    parts.put(space, part);
                }
            });
            if (before.whole() && parts.size() == before.parts().size()) {
                return total(parts, new FolderSummary());
            }
        }
        Adding adding = new Adding(caller, looked, Set.copyOf(parts.keySet()));
        received.list(caller, Optional.empty(), adding::add);
        boolean whole = adding.settle(parts);
        kept.put(key, new Known(version, Map.copyOf(parts), whole));
        return total(parts, adding.passing);
    }

    private static FolderSummary total(Map<SpaceKey, Part> parts, FolderSummary passing) {
        FolderSummary total = new FolderSummary();
        total.add(passing);
        parts.values().forEach(part -> total.add(part.sum()));
        return total;
    }

    /** Taken before a look at what lies in the space, so that a change in between is seen the next time. */
    private Optional<Base> base(Caller caller, ReceivedLookup.Looked looked, SpaceKey space) {
        try {
            Mount mount = looks.mount(space.storage());
            return DriverCalls.run(mount, driver -> {
                SpaceAccess access = looked.access(caller, mount, driver, space.space());
                Optional<NodeId> root = access.root();
                if (root.isEmpty() || !driver.traits().has(Traits.Trait.FOLDER_ETAG_PROPAGATES)) {
                    return Optional.empty();
                }
                String etag =
                        driver.stat(caller, Ref.id(space.space(), root.get())).etag();
                return Optional.of(new Base(access, etag));
            });
        } catch (WeftException unknown) {
            return Optional.empty();
        }
    }

    /** One walk over what was received. Not thread-safe. */
    private final class Adding {
        private final Caller caller;
        private final ReceivedLookup.Looked looked;
        private final Set<SpaceKey> known;
        private final Map<SpaceKey, Optional<Base>> bases = new HashMap<>();
        private final Map<SpaceKey, FolderSummary> sums = new HashMap<>();
        private final FolderSummary passing = new FolderSummary();
        private final List<ReceivedItems.Elsewhere> others = new ArrayList<>();
        private boolean passed;

        Adding(Caller caller, ReceivedLookup.Looked looked, Set<SpaceKey> known) {
            this.caller = caller;
            this.looked = looked;
            this.known = known;
        }

        boolean add(ReceivedItems.Item item) {
            switch (item) {
                case ReceivedItems.Local local -> {
                    SpaceKey space = ReceivedLookup.space(local);
                    if (!known.contains(space)) {
                        bases.computeIfAbsent(space, unknown -> base(caller, looked, unknown));
                        add(local, sums.computeIfAbsent(space, unknown -> new FolderSummary()));
                    }
                }
                case ReceivedItems.Elsewhere elsewhere -> {
                    passed = true;
                    others.add(elsewhere);
                }
            }
            return true;
        }

        private void add(ReceivedItems.Item item, FolderSummary summary) {
            looks.top(caller, looked, item, RelPath.root().resolve(item.name())).ifPresent(summary::accept);
        }

        /** Parts for what can be kept. @return whether that is all */
        boolean settle(Map<SpaceKey, Part> parts) {
            looks.addLastSeen(caller, others, passing);
            sums.forEach((space, summary) -> {
                Optional<Base> base = bases.getOrDefault(space, Optional.empty());
                if (base.isPresent() && looked.isSettled(space)) {
                    parts.put(space, new Part(base.get(), summary));
                } else {
                    passed = true;
                    passing.add(summary);
                }
            });
            return !passed;
        }
    }
}
