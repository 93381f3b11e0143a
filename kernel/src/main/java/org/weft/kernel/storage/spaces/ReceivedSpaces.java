/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.spaces;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.identity.Access;
import org.weft.kernel.storage.namespace.Places;
import org.weft.kernel.storage.namespace.Received;
import org.weft.kernel.storage.namespace.ReceivedLooks;
import org.weft.kernel.storage.namespace.VirtualTree;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;

/** What callers have received, as spaces. Thread-safe. */
final class ReceivedSpaces {

    private final Places places;
    private final ReceivedLooks looks;

    ReceivedSpaces(Places places, ReceivedLooks looks) {
        this.places = places;
        this.looks = looks;
    }

    /** Where they are; empty for those who have none. */
    private Optional<RelPath> folder(Caller caller) {
        Received received = places.received();
        return received.folder().filter(folder -> Access.isUser(caller) && received.hasAny(caller));
    }

    /**
     * Pushes them, by name.
     *
     * @param kind whether each has the address of its share, or that of where it lies
     * @param after a name in the folder of what was received
     */
    void list(Caller caller, SpaceSeen.Kind kind, Optional<String> after, Sink<SpaceSeen> sink) {
        Optional<RelPath> folder = folder(caller);
        if (folder.isEmpty()) {
            return;
        }
        ReceivedLooks.Looked looked = looks.new Looked();
        places.received()
                .list(
                        caller,
                        after,
                        item -> space(caller, looked, kind, item, folder.get())
                                .map(sink::accept)
                                .orElse(true));
    }

    private Optional<SpaceSeen> space(
            Caller caller, ReceivedLooks.Looked looked, SpaceSeen.Kind kind, Received.Item item, RelPath folder) {
        if (kind == SpaceSeen.Kind.GRANT && !(item instanceof Received.Local)) {
            return Optional.empty();
        }
        RelPath path = folder.resolve(item.name());
        ResourceId point = new ResourceId(
                VirtualTree.STORAGE, VirtualTree.SHARES, new NodeId(item.share().value()));
        return looks.top(caller, looked, item, path)
                .map(root -> new SpaceSeen(
                        kind,
                        item.name(),
                        root.owner(),
                        kind == SpaceSeen.Kind.GRANT ? root.id() : point,
                        path,
                        Optional.of(root),
                        Quota.unknown(),
                        SpaceWords.NONE,
                        Optional.empty()));
    }

    /** One of them, by either of its addresses. */
    Optional<SpaceSeen> find(Caller caller, ResourceId id) {
        Optional<RelPath> folder = folder(caller);
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Received received = places.received();
        if (id.storage().equals(VirtualTree.STORAGE) && id.space().equals(VirtualTree.SHARES)) {
            return received.of(caller, new ShareId(id.node().value()))
                    .flatMap(item -> space(caller, looks.new Looked(), SpaceSeen.Kind.MOUNTPOINT, item, folder.get()));
        }
        List<Received.Item> found = new ArrayList<>(1);
        received.list(caller, Optional.empty(), item -> {
            if (item instanceof Received.Local local && local.at().equals(id)) {
                found.add(item);
            }
            return found.isEmpty();
        });
        return found.stream()
                .findFirst()
                .flatMap(item -> space(caller, looks.new Looked(), SpaceSeen.Kind.GRANT, item, folder.get()));
    }
}
