/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

/** The folders above the mounts, which exist because mounts lie below them. A mount that is down is left out. */
public final class VirtualFolders {

    /** The storage id of the kernel's own folders. */
    public static final String STORAGE = "weft";

    /** So many of a caller's own resources can have the name of the folder of what was received, and it is found by its id. */
    private static final int NUMBERS = 10;

    /** The space in which every share that a caller sees is a node by its id. */
    public static final SpaceId SHARES = new SpaceId("shares");

    private static final SpaceId SPACE = new SpaceId("tree");

    private static final Logger LOG = LoggerFactory.getLogger(VirtualFolders.class);

    private final Namespace namespace;

    VirtualFolders(Namespace namespace) {
        this.namespace = namespace;
    }

    Resolved.Virtual folder(Caller caller, RelPath path) {
        return new Resolved.Virtual(path, false, () -> {
            FolderSummary summary = new FolderSummary();
            children(caller, path).forEach(summary::accept);
            return resource(path, summary);
        });
    }

    /** A folder of what the caller has received. */
    Resolved.Virtual received(Caller caller, RelPath folder) {
        return new Resolved.Virtual(
                folder, true, () -> resource(folder, namespace.inbox().sum(caller)));
    }

    /** The path of a target that is named by its path, by the id of a folder of the kernel's own, or by that of a share. */
    Optional<RelPath> path(Caller caller, Target target) {
        return switch (target) {
            case Target.ByPath byPath -> Optional.of(byPath.path());
            case Target.ById byId ->
                byId.storage().equals(STORAGE)
                        ? Optional.of(path(caller, byId).resolve(byId.below()))
                        : Optional.empty();
            case Target.InSpace inSpace ->
                inSpace.storage().equals(STORAGE) ? Optional.of(inSpace.below()) : Optional.empty();
        };
    }

    private RelPath path(Caller caller, Target.ById target) {
        return target.space().filter(SHARES::equals).isPresent()
                ? namespace.inbox().path(caller, new ShareId(target.node().value()))
                : path(target.node());
    }

    /**
     * The path of one of the kernel's own folders.
     *
     * @throws org.weft.spi.WeftException.NotFound when none has this id
     */
    private RelPath path(NodeId node) {
        for (Mount mount : namespace.table().all()) {
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
        List<RelPath> folders = new ArrayList<>();
        namespace.received().folder().ifPresent(folders::add);
        namespace.received().atHome().ifPresent(name -> {
            folders.add(Mount.HOME.resolve(name));
            for (int number = 2; number < NUMBERS; number++) {
                folders.add(Mount.HOME.resolve(name + " (" + number + ")"));
            }
        });
        return folders.stream()
                .filter(folder -> id(folder).equals(node))
                .findFirst()
                .orElseThrow(NotVisible::error);
    }

    public void children(Caller caller, Resolved.Virtual folder, ListSpec spec, Sink<Resource> sink) {
        if (folder.received()) {
            long[] left = {spec.limit()};
            namespace.inbox().list(caller, folder.path(), spec.after(), child -> left[0]-- > 0 && sink.accept(child));
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
        MountTable table = namespace.table();
        List<Resource> children = new ArrayList<>();
        for (String name : table.namesBelow(path)) {
            RelPath place = path.resolve(name);
            Optional<Mount> mount = table.at(place);
            if (mount.isPresent() && mount.get().path().equals(place)) {
                topOf(caller, mount.get()).ifPresent(children::add);
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
            RelPath place = TreeFolders.PROJECTS;
            if (!taken.contains(place.name())
                    && namespace.table().namesBelow(path).stream().noneMatch(place.name()::equals)
                    && namespace.projects().hasAny(caller)) {
                children.add(folder(caller, place).resource());
            }
            Optional<RelPath> folder = namespace.received().folder();
            if (folder.isPresent()
                    && !taken.contains(folder.get().name())
                    && namespace.received().hasAny(caller)) {
                children.add(received(caller, folder.get()).resource());
            }
        } else if (path.equals(TreeFolders.PROJECTS)) {
            for (ProjectRow stored : namespace.projects().of(caller)) {
                if (!taken.contains(stored.name())) {
                    topOf(caller, stored).ifPresent(children::add);
                }
            }
        }
        children.sort(Comparator.comparing(Resource::name));
    }

    private Optional<Resource> topOf(Caller caller, ProjectRow stored) {
        return topOf(caller, Target.path(TreeFolders.PROJECTS.resolve(stored.name())), stored.name());
    }

    private Optional<Resource> topOf(Caller caller, Mount mount) {
        Target top = Target.path(mount.path());
        return topOf(caller, top, mount.name()).map(seen -> namespace.inbox().withReceivedEtag(caller, top, seen));
    }

    private Optional<Resource> topOf(Caller caller, Target top, String name) {
        try {
            Location location = namespace.place(caller, top);
            Node node = location.run(driver -> driver.stat(caller, location.ref()));
            return Optional.of(location.toResource(node))
                    .filter(seen -> seen.rights().has(Right.STAT));
        } catch (WeftException unusable) {
            LOG.atDebug()
                    .addKeyValue("storage", name)
                    .addKeyValue("reason", unusable.text())
                    .log("mount-left-out");
            return Optional.empty();
        }
    }

    private static Resource resource(RelPath path, FolderSummary summary) {
        NodeId id = id(path);
        Node node = Node.builder(SPACE, id, Kind.FOLDER, path)
                .size(summary.size())
                .etag(Integer.toHexString(path.hashCode()) + summary.etag())
                .mtime(summary.mtime())
                .rights(Rights.read())
                .build();
        Optional<ResourceId> parent =
                path.isRoot() ? Optional.empty() : Optional.of(new ResourceId(STORAGE, SPACE, id(path.parent())));
        return new Resource(
                new ResourceId(STORAGE, SPACE, id),
                parent,
                path,
                true,
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
