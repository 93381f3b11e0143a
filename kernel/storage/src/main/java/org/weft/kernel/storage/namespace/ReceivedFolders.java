/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;

/**
 * The folders in which callers find what they have received: one at the top of the tree, and one in their home, which is what
 * clients sync. A resource of the home that has the folder's name keeps it; the folder gives way with a number. Thread-safe.
 */
public final class ReceivedFolders {

    private final Supplier<MountTable> mounts;
    private final ReceivedItems received;
    private final TargetPaths paths;
    private final ReceivedLookup looks;
    private final ReceivedFolderSummary sums;

    ReceivedFolders(Supplier<MountTable> mounts, ReceivedItems received, TargetPaths paths, ReceivedLookup looks) {
        this.mounts = mounts;
        this.received = received;
        this.paths = paths;
        this.looks = looks;
        this.sums = new ReceivedFolderSummary(received, looks);
    }

    /** The folder of what was received that a path is or lies in. Asks nobody unless the path's beginning tells that. */
    public Optional<RelPath> folderContaining(Caller caller, RelPath path) {
        Optional<Mount> mount = mounts.get().at(path);
        if (mount.filter(Mount::isHome).isPresent()) {
            return mayBeAtHome(path) ? atHome(caller).filter(path::startsWith) : Optional.empty();
        }
        boolean free = mounts.get().isFree(path);
        return received.folder().filter(folder -> free && path.startsWith(folder));
    }

    private boolean mayBeAtHome(RelPath path) {
        if (!path.startsWith(Mount.HOME) || path.equals(Mount.HOME)) {
            return false;
        }
        String first = path.names().get(Mount.HOME.depth());
        return received.atHome()
                .filter(name -> first.equals(name) || first.startsWith(name + " ("))
                .isPresent();
    }

    /** The folder in the caller's home; empty when the caller has received nothing. */
    public Optional<RelPath> atHome(Caller caller) {
        Optional<String> name = received.atHome();
        if (name.isEmpty() || !ScopeRights.isUser(caller) || !received.hasAny(caller)) {
            return Optional.empty();
        }
        return mounts.get()
                .at(Mount.HOME)
                .filter(Mount::isHome)
                .map(mount -> Mount.HOME.resolve(free(caller, mount, name.get())));
    }

    /** The name, or with a number where something in the home has it already. */
    private String free(Caller caller, Mount mount, String name) {
        return DriverCalls.run(mount, driver -> {
            RelPath home = LocationFactory.personal(mount, driver).home(caller).path();
            String shown = name;
            for (int number = 2; isThere(caller, driver, home.resolve(shown)); number++) {
                shown = name + " (" + number + ")";
            }
            return shown;
        });
    }

    private static boolean isThere(Caller caller, StorageDriver driver, RelPath path) throws IOException {
        try {
            driver.stat(caller, Ref.path(path));
            return true;
        } catch (NotFound free) {
            return false;
        }
    }

    /** The name of something received, where a target names exactly that. */
    public Optional<String> name(Caller caller, Target target) {
        RelPath path = paths.of(caller, target).orElse(RelPath.root());
        if (path.isRoot()) {
            return Optional.empty();
        }
        return folderContaining(caller, path).filter(path.parent()::equals).map(folder -> path.name());
    }

    /** Pushes what was received; see {@link ReceivedLookup#list}. */
    void list(Caller caller, RelPath folder, Optional<String> after, Sink<Resource> sink) {
        looks.list(caller, folder, after, sink);
    }

    /** What the caller sees of a folder of what was received. */
    Resource resource(Caller caller, RelPath folder) {
        return VirtualNodes.resource(folder, sums.of(caller));
    }

    /** What each of them is like. */
    public ReceivedLookup looks() {
        return looks;
    }

    /** Whether a target is the caller's home by its path, which shows what was received. */
    private boolean isHome(Target target) {
        return target instanceof Target.ByPath byPath
                && byPath.path().equals(Mount.HOME)
                && mounts.get().at(Mount.HOME).filter(Mount::isHome).isPresent();
    }

    /** The caller's home, with an entity tag that changes with what was received too. */
    public Resource withReceivedEtag(Caller caller, Target target, Resource home) {
        if (!isHome(target)) {
            return home;
        }
        return atHome(caller)
                .map(folder -> resource(caller, folder))
                .map(folder -> withReceivedEtag(home, folder))
                .orElse(home);
    }

    private static Resource withReceivedEtag(Resource home, Resource folder) {
        Node node = home.node();
        Node both = node.toBuilder()
                .etag(node.etag() + '-' + folder.node().etag())
                .mtime(
                        folder.node().mtime().isAfter(node.mtime())
                                ? folder.node().mtime()
                                : node.mtime())
                .build();
        return home.with(both);
    }

    /**
     * Begins the listing of a home with the folder of what was received.
     *
     * @return what is still to be listed; empty when enough was
     */
    public Optional<ListSpec> listFirst(Caller caller, Target target, ListSpec spec, Sink<Resource> sink) {
        if (!isHome(target)) {
            return Optional.of(spec);
        }
        if (spec.after().isPresent()) {
            boolean begun = folderContaining(
                            caller, Mount.HOME.resolve(spec.after().get()))
                    .isPresent();
            return Optional.of(begun ? new ListSpec(Optional.empty(), spec.limit()) : spec);
        }
        Optional<RelPath> folder = atHome(caller);
        if (folder.isEmpty() || spec.limit() == 0) {
            return Optional.of(spec);
        }
        boolean goesOn = sink.accept(resource(caller, folder.get()));
        long left = spec.limit() == Long.MAX_VALUE ? spec.limit() : spec.limit() - 1;
        return goesOn && left > 0 ? Optional.of(new ListSpec(Optional.empty(), left)) : Optional.empty();
    }

    /** Refuses what can't be done in or to the folder itself. */
    static Forbidden onlyReceived() {
        return new Forbidden(
                "here is only what others have shared with you; nothing else can be put here, and the folder"
                        + " itself stays as it is");
    }

    /** Whether a target is the folder of what was received itself. */
    public boolean isFolder(Caller caller, Target target) {
        return paths.of(caller, target)
                .filter(path ->
                        folderContaining(caller, path).filter(path::equals).isPresent())
                .isPresent();
    }
}
