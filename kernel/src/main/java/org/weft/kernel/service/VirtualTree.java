/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.mount.Mount;
import org.weft.kernel.mount.MountTable;
import org.weft.kernel.state.StoredSpace;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

/** The folders above the mounts, which exist because mounts lie below them. A mount that is down is left out. */
final class VirtualTree {

    /** The storage id of the kernel's own folders. */
    static final String STORAGE = "weft";

    private static final SpaceId SPACE = new SpaceId("tree");

    private final Places places;

    VirtualTree(Places places) {
        this.places = places;
    }

    Found.Virtual folder(Caller caller, RelPath path) {
        Sum sum = new Sum(path);
        if (isReceived(path)) {
            received(caller, Optional.empty(), sum);
        } else {
            children(caller, path).forEach(sum::accept);
        }
        return new Found.Virtual(path, sum.resource());
    }

    /** What the children come to. */
    private static final class Sum implements Sink<Resource> {
        private final RelPath path;
        private long size;
        private int etag;
        private Instant mtime = Instant.EPOCH;

        Sum(RelPath path) {
            this.path = path;
            this.etag = path.hashCode();
        }

        @Override
        public boolean accept(Resource child) {
            size += child.node().size();
            etag = 31 * etag
                    + 17 * child.name().hashCode()
                    + child.node().etag().hashCode();
            mtime = child.node().mtime().isAfter(mtime) ? child.node().mtime() : mtime;
            return true;
        }

        Resource resource() {
            return VirtualTree.resource(path, size, Integer.toHexString(etag), mtime);
        }
    }

    private boolean isReceived(RelPath path) {
        return places.received().folder().filter(path::equals).isPresent();
    }

    /** Pushes what was received, one look at each; what has gone meanwhile, or can't be reached, is left out. */
    private void received(Caller caller, Optional<String> after, Sink<Resource> sink) {
        RelPath folder = places.received().folder().orElseThrow();
        places.received().list(caller, after, item -> {
            Optional<Resource> top = places.topOf(caller, Target.path(folder.resolve(item.name())), item.name());
            return top.isEmpty() || sink.accept(top.get());
        });
    }

    /**
     * The path of one of the kernel's own folders.
     *
     * @throws org.weft.spi.WeftException.NotFound when none has this id
     */
    RelPath path(NodeId node) {
        for (Mount mount : places.table().all()) {
            RelPath path = mount.path();
            while (!path.isRoot()) {
                path = path.parent();
                if (id(path).equals(node)) {
                    return path;
                }
            }
        }
        if (id(RelPath.root()).equals(node)) {
            return RelPath.root();
        }
        Optional<RelPath> folder = places.received().folder();
        if (folder.map(VirtualTree::id).filter(node::equals).isPresent()) {
            return folder.get();
        }
        throw Place.hidden();
    }

    void children(Caller caller, Found.Virtual folder, ListSpec spec, Sink<Resource> sink) {
        if (isReceived(folder.path())) {
            long[] left = {spec.limit()};
            received(caller, spec.after(), child -> left[0]-- > 0 && sink.accept(child));
            return;
        }
        long pushed = 0;
        for (Resource child : children(caller, folder.path())) {
            boolean passed = spec.after().isPresent()
                    && child.name().compareTo(spec.after().get()) <= 0;
            if (!passed && (pushed++ >= spec.limit() || !sink.accept(child))) {
                return;
            }
        }
    }

    private List<Resource> children(Caller caller, RelPath path) {
        MountTable table = places.table();
        List<Resource> children = new ArrayList<>();
        for (String name : table.namesBelow(path)) {
            RelPath place = path.resolve(name);
            Optional<Mount> mount = table.at(place);
            if (mount.isPresent() && mount.get().path().equals(place)) {
                places.topOf(caller, mount.get()).ifPresent(children::add);
            } else {
                children.add(folder(caller, place).resource());
            }
        }
        projects(caller, path, children);
        return children;
    }

    /** The project spaces below {@code spaces}, unless something is mounted there; and what leads to them. */
    private void projects(Caller caller, RelPath path, List<Resource> children) {
        Set<String> taken = new HashSet<>();
        children.forEach(child -> taken.add(child.name()));
        if (path.isRoot()) {
            RelPath place = Places.PROJECTS;
            if (!taken.contains(place.name())
                    && places.table().namesBelow(path).stream().noneMatch(place.name()::equals)
                    && places.seesProjects(caller)) {
                children.add(folder(caller, place).resource());
            }
            Optional<RelPath> folder = places.received().folder();
            if (folder.isPresent()
                    && !taken.contains(folder.get().name())
                    && places.received().hasAny(caller)) {
                children.add(folder(caller, folder.get()).resource());
            }
        } else if (path.equals(Places.PROJECTS)) {
            for (StoredSpace stored : places.projectsOf(caller)) {
                if (!taken.contains(stored.name())) {
                    places.topOf(caller, stored).ifPresent(children::add);
                }
            }
        }
        children.sort(Comparator.comparing(Resource::name));
    }

    private static Resource resource(RelPath path, long size, String etag, Instant mtime) {
        NodeId id = id(path);
        Node node = Node.builder(SPACE, id, Kind.FOLDER, path)
                .size(size)
                .etag(etag)
                .mtime(mtime)
                .rights(Rights.read())
                .build();
        Optional<ResourceId> parent =
                path.isRoot() ? Optional.empty() : Optional.of(new ResourceId(STORAGE, SPACE, id(path.parent())));
        return new Resource(
                new ResourceId(STORAGE, SPACE, id),
                parent,
                path,
                node,
                Optional.empty(),
                Rights.read(),
                List.of(),
                Map.of(),
                Set.of());
    }

    private static NodeId id(RelPath path) {
        return new NodeId(path.isRoot() ? "root" : "at-" + Integer.toHexString(path.hashCode()));
    }
}
