/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.spaces;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.namespace.ReceivedItems;
import org.weft.kernel.storage.namespace.ReceivedLookup;
import org.weft.kernel.storage.namespace.VirtualNodes;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;

/** What callers have received, as spaces. Thread-safe. */
final class ReceivedSpaces {

    private final Namespace namespace;

    ReceivedSpaces(Namespace namespace) {
        this.namespace = namespace;
    }

    private ReceivedLookup looks() {
        return namespace.inbox().looks();
    }

    /** Where they are; empty for those who have none. */
    private Optional<RelPath> folder(Caller caller) {
        ReceivedItems received = namespace.received();
        return received.folder().filter(folder -> ScopeRights.isUser(caller) && received.hasAny(caller));
    }

    /**
     * Pushes them, by name.
     *
     * @param kind whether each has the address of its share, or that of where it lies
     * @param after a name in the folder of what was received
     */
    void list(Caller caller, SpaceView.Kind kind, Optional<String> after, Sink<SpaceView> sink) {
        Optional<RelPath> folder = folder(caller);
        if (folder.isEmpty()) {
            return;
        }
        ReceivedLookup.Looked looked = looks().new Looked();
        namespace
                .received()
                .list(
                        caller,
                        after,
                        item -> space(caller, looked, kind, item, folder.get())
                                .map(sink::accept)
                                .orElse(true));
    }

    private Optional<SpaceView> space(
            Caller caller, ReceivedLookup.Looked looked, SpaceView.Kind kind, ReceivedItems.Item item, RelPath folder) {
        if (kind == SpaceView.Kind.GRANT && !(item instanceof ReceivedItems.Local)) {
            return Optional.empty();
        }
        RelPath path = folder.resolve(item.name());
        ResourceId point = new ResourceId(
                VirtualNodes.STORAGE,
                VirtualNodes.SHARES,
                new NodeId(item.share().value()));
        return looks().top(caller, looked, item, path)
                .map(root -> new SpaceView(
                        kind,
                        item.name(),
                        root.owner(),
                        kind == SpaceView.Kind.GRANT ? root.id() : point,
                        path,
                        Optional.of(root),
                        Quota.unknown(),
                        SpaceDescription.NONE,
                        Optional.empty()));
    }

    /** One of them, by either of its addresses. */
    Optional<SpaceView> find(Caller caller, ResourceId id) {
        Optional<RelPath> folder = folder(caller);
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        ReceivedItems received = namespace.received();
        if (id.storage().equals(VirtualNodes.STORAGE) && id.space().equals(VirtualNodes.SHARES)) {
            return received.of(caller, new ShareId(id.node().value()))
                    .flatMap(
                            item -> space(caller, looks().new Looked(), SpaceView.Kind.MOUNTPOINT, item, folder.get()));
        }
        List<ReceivedItems.Item> found = new ArrayList<>(1);
        received.list(caller, Optional.empty(), item -> {
            if (item instanceof ReceivedItems.Local local && local.at().equals(id)) {
                found.add(item);
            }
            return found.isEmpty();
        });
        return found.stream()
                .findFirst()
                .flatMap(item -> space(caller, looks().new Looked(), SpaceView.Kind.GRANT, item, folder.get()));
    }
}
