/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;

/**
 * What callers may do in the spaces of storages: asks the driver what a space is, and has the evaluator judge. Thread-safe.
 */
public final class AccessService {

    /** How the id of somebody begins who came by a link; the link's id follows. */
    public static final String VISITOR = "publiclink:";

    private final GrantCache grants;
    private final ShareEntitlements shares;
    private final SpaceAccessEvaluator evaluator;
    private final PathAccessResolver paths = new PathAccessResolver();

    /** The space that the top of a mount lies in: a hint that saves a stat; what a node says of itself overrules it. */
    private final Cache<Mount, Node> tops = Caffeine.newBuilder().weakKeys().build();

    public AccessService(GrantCache grants, ShareEntitlements shares) {
        this.grants = grants;
        this.shares = shares;
        this.evaluator = new SpaceAccessEvaluator(grants, shares);
    }

    /** Where nobody can be given anything. */
    public static AccessService withoutGrants() {
        return new AccessService(GrantCache.none(), ShareEntitlements.none());
    }

    public GrantCache grants() {
        return grants;
    }

    public ShareEntitlements shares() {
        return shares;
    }

    /** How far callers reach below the tops of spaces. */
    public PathAccessResolver paths() {
        return paths;
    }

    /** What a caller may do in a space of a mount. */
    public SpaceAccess of(Caller caller, Mount mount, SpaceId space) {
        return DriverCalls.run(mount, driver -> of(caller, mount, driver, space));
    }

    /** The same for who has borrowed the driver. */
    public SpaceAccess of(Caller caller, Mount mount, StorageDriver driver, SpaceId id) throws IOException {
        Optional<Space> known = space(driver, id);
        if (known.isPresent()) {
            return of(caller, mount, driver, known.get());
        }
        Optional<NodeId> root = Optional.of(top(caller, mount, driver))
                .filter(node -> node.space().equals(id))
                .map(Node::id);
        return evaluator.of(caller, mount, driver, id, Optional.empty(), root);
    }

    /** The same for one of the driver's spaces, without asking the driver. */
    public SpaceAccess of(Caller caller, Mount mount, StorageDriver driver, Space space) {
        return evaluator.of(caller, mount, driver, space.id(), Optional.of(space), Optional.of(space.root()));
    }

    /** The same as it is now, without asking the driver again. */
    public SpaceAccess refreshed(Caller caller, Mount mount, StorageDriver driver, SpaceAccess before) {
        return evaluator.of(caller, mount, driver, before.space(), before.driverSpace(), before.root());
    }

    /** What a caller may do by shares that had begun at a moment only. */
    public SpaceAccess asOf(Caller caller, Mount mount, StorageDriver driver, SpaceAccess access, Instant moment) {
        return evaluator.asOf(caller, mount, driver, access, moment);
    }

    /** Whether the link by which a guest came still lets the guest write; as long as nobody knows, yes. */
    public boolean mayStay(SpaceKey space, UserId guest) {
        try {
            return !guest.opaque().startsWith(VISITOR)
                    || shares.of(space)
                            .isOpenForWriting(new ShareId(guest.opaque().substring(VISITOR.length())));
        } catch (Unavailable unknown) {
            return true;
        }
    }

    /** What the top of a mount was when somebody last looked. */
    public Node top(Caller caller, Mount mount, StorageDriver driver) throws IOException {
        Node known = tops.getIfPresent(mount);
        if (known == null) {
            known = driver.stat(caller, Ref.path(RelPath.root()));
            tops.put(mount, known);
        }
        return known;
    }

    /** What a driver says of one of its spaces; empty where it has none, or not this one. */
    public static Optional<Space> space(StorageDriver driver, SpaceId id) throws IOException {
        Optional<Spaces> spaces = driver.spaces();
        return spaces.isPresent() ? spaces.get().get(id) : Optional.empty();
    }
}
