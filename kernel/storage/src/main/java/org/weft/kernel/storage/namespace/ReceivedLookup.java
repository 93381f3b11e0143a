/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.access.AccessService;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;

/**
 * Looks at what callers have received, one look at each: what has gone meanwhile, or lies in a storage that can't be reached,
 * is left out. What another site shares that does not answer is told as it was last seen: a client that saw it missing would
 * delete its own copy. Thread-safe.
 */
public final class ReceivedLookup {

    private static final Logger LOG = LoggerFactory.getLogger(ReceivedLookup.class);

    private final ReceivedItems received;
    private final ReceivedLocations locations;
    private final AccessService access;
    private final LastSeen last;

    ReceivedLookup(ReceivedItems received, ReceivedLocations locations, AccessService access, LastSeen last) {
        this.received = received;
        this.locations = locations;
        this.access = access;
        this.last = last;
    }

    /** Pushes what was received, from behind a name on, as it comes. */
    void list(Caller caller, RelPath folder, Optional<String> after, Sink<Resource> sink) {
        Looked looked = new Looked();
        received.list(caller, after, item -> {
            Optional<Resource> top = top(caller, looked, item, folder.resolve(item.name()));
            return top.isEmpty() || sink.accept(top.get());
        });
    }

    /** The storage with an id. */
    Mount mount(String storage) {
        return locations.mount(storage);
    }

    /** The space in which something received is said to lie. */
    static SpaceKey space(ReceivedItems.Local local) {
        return new SpaceKey(local.at().storage(), local.at().space());
    }

    /** Something received as the caller sees it. */
    public Optional<Resource> top(Caller caller, Looked looked, ReceivedItems.Item item, RelPath outer) {
        try {
            Resource seen = switch (item) {
                case ReceivedItems.Local local -> look(caller, looked, local, outer);
                case ReceivedItems.Elsewhere elsewhere -> lookOrRemember(caller, elsewhere, outer);
            };
            return Optional.of(seen).filter(resource -> resource.rights().has(Right.STAT));
        } catch (WeftException unusable) {
            if (item instanceof ReceivedItems.Local local
                    && !(unusable instanceof NotFound)
                    && !(unusable instanceof Forbidden)) {
                looked.unsettle(space(local));
            }
            LOG.atDebug()
                    .addKeyValue("share", item.share())
                    .addKeyValue("reason", unusable.text())
                    .log("received-left-out");
            return Optional.empty();
        }
    }

    /** Adds what others at other sites share, as it was last seen, to what all that was received comes to. */
    void addLastSeen(Caller caller, List<ReceivedItems.Elsewhere> items, FolderSummary summary) {
        last.add(items, summary, item -> lookAgain(caller, item));
    }

    private void lookAgain(Caller caller, ReceivedItems.Elsewhere item) {
        try {
            look(caller, item, RelPath.root().resolve(item.name()));
        } catch (NotFound | Forbidden gone) {
            // which is noted; the next one may be there
        }
    }

    private Resource lookOrRemember(Caller caller, ReceivedItems.Elsewhere item, RelPath outer) {
        if (!last.isSilent(item, stale -> lookAgain(caller, stale))) {
            try {
                return look(caller, item, outer);
            } catch (WeftException unseen) {
                if (LastSeen.isGone(unseen)) {
                    throw unseen;
                }
            }
        }
        Location location = locations.remote(caller, item, outer, RelPath.root());
        return location.toResource(last.remembered(item));
    }

    private Resource look(Caller caller, ReceivedItems.Elsewhere item, RelPath outer) {
        try {
            Location location = locations.remote(caller, item, outer, RelPath.root());
            Resource found = location.run(driver -> location.toResource(driver.stat(caller, location.ref())));
            last.saw(item, found.node());
            return found;
        } catch (WeftException unseen) {
            last.missed(item, unseen);
            throw unseen;
        }
    }

    private Resource look(Caller caller, Looked looked, ReceivedItems.Local local, RelPath outer) {
        Mount mount = mount(local.at().storage());
        return DriverCalls.run(mount, driver -> {
            Node top = driver.stat(caller, Ref.id(local.at().space(), local.at().node()));
            if (!top.space().equals(local.at().space())) {
                looked.unsettle(space(local));
            }
            SpaceAccess here = looked.access(caller, mount, driver, top.space());
            return locations.in(caller, mount, here, top, outer, RelPath.root()).toResource(top);
        });
    }

    /**
     * What one listing has found out about the spaces that its shares lie in: to ask what a caller may do in a space asks for
     * its revisions, and thousands of shares can be from the same. Not thread-safe.
     */
    public final class Looked {

        private static final int MOST = 1000;

        private final Map<SpaceKey, SpaceAccess> accesses = new HashMap<>();
        private final Set<SpaceKey> unsettled = new HashSet<>();

        SpaceAccess access(Caller caller, Mount mount, StorageDriver driver, SpaceId space) throws IOException {
            SpaceKey key = new SpaceKey(mount.storageId(), space);
            SpaceAccess known = accesses.get(key);
            if (known == null) {
                known = access.of(caller, mount, driver, space);
                if (accesses.size() < MOST) {
                    accesses.put(key, known);
                }
            }
            return known;
        }

        private void unsettle(SpaceKey space) {
            unsettled.add(space);
        }

        /** Whether all that was said to lie in a space was found there, or found to be gone. */
        boolean isSettled(SpaceKey space) {
            return !unsettled.contains(space);
        }
    }
}
