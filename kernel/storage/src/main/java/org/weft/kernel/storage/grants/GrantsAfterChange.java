/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.grants;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.access.GrantCache;
import org.weft.kernel.storage.access.ShareEntitlements;
import org.weft.kernel.storage.access.SpaceGrants;
import org.weft.kernel.storage.commit.ChangeKind;
import org.weft.kernel.storage.commit.CommitParticipant;
import org.weft.kernel.storage.db.GrantRow;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;

/**
 * What becomes of grants and shares when their nodes are taken away or moved: they end with a node that is gone for good, lie still
 * with one in the trash, and follow one into another space. Costs nothing where a space has no grant. For one change.
 */
public final class GrantsAfterChange implements CommitParticipant {

    private static final Logger LOG = LoggerFactory.getLogger(GrantsAfterChange.class);

    private final Caller caller;
    private final Mount mount;
    private final StorageDriver driver;
    private final GrantCache grantCache;
    private final ShareEntitlements shared;
    private final ChangeKind kind;

    public GrantsAfterChange(
            Caller caller,
            Mount mount,
            StorageDriver driver,
            GrantCache grantCache,
            ShareEntitlements shared,
            ChangeKind kind) {
        this.caller = caller;
        this.mount = mount;
        this.driver = driver;
        this.grantCache = grantCache;
        this.shared = shared;
        this.kind = kind;
    }

    /**
     * The grants that a change concerns.
     *
     * @param gone on what disappears
     * @param leaving on what goes into another space
     * @param shared what goes into another space and has shares
     * @param moved whether folders change places in a space that has grants or shares
     */
    private record Left(List<GrantRow> gone, List<GrantRow> leaving, List<NodeId> shared, boolean moved) {

        private static final Left NOTHING = new Left(List.of(), List.of(), List.of(), false);
    }

    @Override
    public Runnable prepare(Affected what) throws IOException {
        Left left = before(what);
        return left == Left.NOTHING ? NOTHING : () -> after(what, left);
    }

    /** Finds out while the nodes are still where they were. */
    private Left before(Affected what) throws IOException {
        SpaceGrants here = grantCache.of(key(what));
        Optional<Node> source = what.source();
        boolean leaves = kind == ChangeKind.MOVE
                && source.isPresent()
                && !source.get().space().equals(what.space());
        SpaceGrants there = leaves ? grantCache.of(key(source.get())) : here;
        boolean granted = !here.all().isEmpty() || !there.all().isEmpty();
        // Only what moves takes shares along; whatever else is done must not wait for a store of shares.
        ShareEntitlements concerned = kind == ChangeKind.MOVE && source.isPresent() ? shared : ShareEntitlements.none();
        ShareEntitlements.OfSpace shares = concerned.of(source.map(this::key).orElseGet(() -> key(what)));
        if (!granted && shares.isEmpty()) {
            return Left.NOTHING;
        }
        List<GrantRow> gone = new ArrayList<>();
        if (what.replaced().isPresent()) {
            gone.addAll(onAndBelow(here, what.replaced().get()));
        }
        if (kind == ChangeKind.DELETE
                && source.isPresent()
                && !Abilities.of(mount, driver).trash()) {
            gone.addAll(onAndBelow(here, source.get()));
        }
        List<GrantRow> leaving = leaves ? onAndBelow(there, source.get()) : List.of();
        List<NodeId> taken = leaves ? onAndBelow(shares.nodes(), source.get()) : List.of();
        boolean moved = kind == ChangeKind.MOVE && source.filter(Node::isFolder).isPresent();
        return new Left(gone, leaving, taken, moved);
    }

    private List<GrantRow> onAndBelow(SpaceGrants grants, Node node) throws IOException {
        List<GrantRow> found = new ArrayList<>();
        for (NodeId id : onAndBelow(grants.nodes(), node)) {
            found.addAll(grants.onNode(id));
        }
        return found;
    }

    private List<NodeId> onAndBelow(Collection<NodeId> nodes, Node node) throws IOException {
        List<NodeId> found = new ArrayList<>();
        for (NodeId id : nodes) {
            if (id.equals(node.id()) || node.isFolder() && liesBelow(node, id)) {
                found.add(id);
            }
        }
        return found;
    }

    private boolean liesBelow(Node folder, NodeId id) throws IOException {
        try {
            Node node = driver.stat(caller, new Ref.ById(Optional.empty(), id, RelPath.root()));
            return node.path().startsWith(folder.path());
        } catch (NotFound gone) {
            return false;
        }
    }

    /** The change has been made by then, so a failure here fails nothing: ids never return. */
    private void after(Affected what, Left left) {
        try {
            if (!left.gone().isEmpty()) {
                grantCache.remove(key(what), left.gone());
            }
            if (!left.leaving().isEmpty()) {
                grantCache.moveNodes(left.leaving().getFirst().space(), key(what), left.leaving());
            }
            if (!left.shared().isEmpty()) {
                shared.moveNodes(key(what.source().orElseThrow()), key(what), left.shared());
            }
            if (left.moved()) {
                grantCache.moved(key(what));
            }
        } catch (WeftException failure) {
            LOG.atWarn()
                    .addKeyValue("storage", mount.name())
                    .addKeyValue("reason", failure.text())
                    .log("grants-left-behind");
        }
    }

    private SpaceKey key(Affected what) {
        return new SpaceKey(mount.storageId(), what.space());
    }

    private SpaceKey key(Node node) {
        return new SpaceKey(mount.storageId(), node.space());
    }
}
