/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.commit;

import java.io.IOException;
import java.util.Optional;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.namespace.Location;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.StorageDriver;

/** Judges a change by what the caller may do, as it is now, at the nodes that the change touches. For one request. */
final class RightsCheck implements CommitParticipant {

    private final Location location;
    private final StorageDriver driver;
    private final ChangeKind kind;
    private final Right right;

    /**
     * @param right what the caller needs where the change happens
     */
    RightsCheck(Location location, StorageDriver driver, ChangeKind kind, Right right) {
        this.location = location;
        this.driver = driver;
        this.kind = kind;
        this.right = right;
    }

    @Override
    public void judge(Affected what) throws IOException {
        Optional<Node> source = what.source();
        if (source.isPresent() && !source.get().space().equals(what.space())) {
            requireSource(source.get());
        }
        SpaceAccess here = location.refreshAccess(driver, what.space());
        switch (kind) {
            case WRITE -> require(here, source.or(() -> parent(what)), right);
            case DELETE -> requireSource(source.orElseThrow());
            case MOVE -> {
                if (source.isPresent() && source.get().space().equals(what.space())) {
                    requireSource(source.get());
                }
                boolean folder = source.filter(Node::isFolder).isPresent();
                require(here, parent(what), folder ? Right.CREATE_CONTAINER : Right.UPLOAD);
            }
        }
        if (what.replaced().isPresent()) {
            require(here, what.replaced(), Right.DELETE);
            requireOpen(here, what.replaced().get());
        }
    }

    private void requireSource(Node source) throws IOException {
        SpaceAccess there = location.refreshAccess(driver, source.space());
        require(there, Optional.of(source), right);
        if (location.isSharedTop(driver, there, source, right)) {
            throw new Forbidden("this was shared with you as a whole: you may change what is in it, not take it away");
        }
        if (kind == ChangeKind.DELETE) {
            requireOpen(there, source);
        }
    }

    /** The folder that the change makes a name in. */
    private static Optional<Node> parent(Affected what) {
        return what.target().isRoot()
                ? Optional.empty()
                : what.parents().stream()
                        .filter(parent -> parent.path().equals(what.target().parent()))
                        .findFirst();
    }

    private void require(SpaceAccess here, Optional<Node> node, Right needed) throws IOException {
        if (here.isUniform()) {
            SpaceAccess.require(here.rights(), needed);
        } else if (node.isPresent()) {
            SpaceAccess.require(
                    here.rights(location.at(driver, here, node.get()).reach()), needed);
        } else if (!here.hasThroughout(needed)) {
            SpaceAccess.require(location.rightsNear(driver, location.ref()), needed);
        }
    }

    /** Refuses to take away a folder in which something is closed to the caller. */
    private void requireOpen(SpaceAccess here, Node folder) throws IOException {
        if (!folder.isFolder() || !here.hasDenials()) {
            return;
        }
        for (var said : here.byNode().entrySet()) {
            if (said.getValue().isEmpty() && below(here, said.getKey(), folder).isPresent()) {
                throw closed();
            }
        }
        for (NodeId id : here.reshares().denials()) {
            Optional<Node> node = below(here, id, folder);
            if (node.isPresent()
                    && location.at(driver, here, node.get()).reach().rights().isEmpty()) {
                throw closed();
            }
        }
    }

    private static Forbidden closed() {
        return new Forbidden("something in this folder is closed to you, so that you can't take it away");
    }

    private Optional<Node> below(SpaceAccess here, NodeId id, Node folder) throws IOException {
        try {
            Node node = driver.stat(location.caller(), Ref.id(here.space(), id));
            return Optional.of(node).filter(there -> there.path().startsWith(folder.path()));
        } catch (NotFound gone) {
            return Optional.empty();
        }
    }
}
