/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import com.github.benmanes.caffeine.cache.Ticker;
import java.io.IOException;
import java.util.Optional;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.access.EffectiveRights;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.access.SpaceAccessEvaluator;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.StorageDriver;

/**
 * Where callers find what they have received: in a folder at the top of the tree, and in one in their home, which is what
 * clients sync. A resource of the home that has the folder's name keeps it; the folder gives way with a number. Thread-safe.
 */
public final class ReceivedResolver {

    private final Namespace namespace;
    private final ReceivedLookup looks;
    private final ReceivedFolderSummary sums;

    ReceivedResolver(Namespace namespace, Ticker ticker) {
        this.namespace = namespace;
        this.looks = new ReceivedLookup(namespace, new LastSeen(namespace, ticker));
        this.sums = new ReceivedFolderSummary(namespace, looks);
    }

    private ReceivedItems received() {
        return namespace.received();
    }

    /** The folder of what was received that a path is or lies in. Asks nobody unless the path's beginning tells that. */
    public Optional<RelPath> folderContaining(Caller caller, RelPath path) {
        Optional<Mount> mount = namespace.table().at(path);
        if (mount.filter(Mount::isHome).isPresent()) {
            return mayBeAtHome(path) ? atHome(caller).filter(path::startsWith) : Optional.empty();
        }
        boolean free = mount.filter(found -> !found.path().isRoot()).isEmpty();
        return received().folder().filter(folder -> free && path.startsWith(folder));
    }

    private boolean mayBeAtHome(RelPath path) {
        if (!path.startsWith(Mount.HOME) || path.equals(Mount.HOME)) {
            return false;
        }
        String first = path.names().get(Mount.HOME.depth());
        return received()
                .atHome()
                .filter(name -> first.equals(name) || first.startsWith(name + " ("))
                .isPresent();
    }

    /** The folder in the caller's home; empty when the caller has received nothing. */
    public Optional<RelPath> atHome(Caller caller) {
        Optional<String> name = received().atHome();
        if (name.isEmpty() || !ScopeRights.isUser(caller) || !received().hasAny(caller)) {
            return Optional.empty();
        }
        return namespace
                .table()
                .at(Mount.HOME)
                .filter(Mount::isHome)
                .map(mount -> Mount.HOME.resolve(free(caller, mount, name.get())));
    }

    /** The name, or with a number where something in the home has it already. */
    private String free(Caller caller, Mount mount, String name) {
        return DriverCalls.run(mount, driver -> {
            RelPath home = Namespace.spaces(mount, driver).home(caller).path();
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
        RelPath path = namespace.virtual().path(caller, target).orElse(RelPath.root());
        if (path.isRoot()) {
            return Optional.empty();
        }
        return folderContaining(caller, path).filter(path.parent()::equals).map(folder -> path.name());
    }

    Resolved find(Caller caller, RelPath path, RelPath folder) {
        if (!ScopeRights.isUser(caller)) {
            throw NotVisible.error();
        }
        if (path.equals(folder)) {
            return namespace.virtual().received(caller, folder);
        }
        String name = path.relativeTo(folder).names().getFirst();
        ReceivedItems.Item item = received().find(caller, name).orElseThrow(NotVisible::error);
        RelPath outer = folder.resolve(name);
        RelPath below = path.relativeTo(outer);
        return switch (item) {
            case ReceivedItems.Local local -> in(caller, local, outer, below);
            case ReceivedItems.Elsewhere elsewhere -> remote(caller, elsewhere, outer, below);
        };
    }

    /** A place in something that was shared; one look tells where it lies now. */
    Location in(Caller caller, ReceivedItems.Local local, RelPath outer, RelPath below) {
        Mount mount = namespace.mount(local.at().storage());
        return DriverCalls.run(mount, driver -> {
            Node top = driver.stat(caller, Ref.id(local.at().space(), local.at().node()));
            return in(caller, mount, driver, top, outer, below);
        });
    }

    private Location in(Caller caller, Mount mount, StorageDriver driver, Node top, RelPath outer, RelPath below)
            throws IOException {
        return in(caller, mount, namespace.access().of(caller, mount, driver, top.space()), top, outer, below);
    }

    Location in(Caller caller, Mount mount, SpaceAccess access, Node top, RelPath outer, RelPath below) {
        if (access.ceiling().isEmpty()) {
            throw NotVisible.error();
        }
        Ref ref = new Ref.ById(Optional.of(top.space()), top.id(), below);
        PathView view = new PathView(top.path(), outer);
        return namespace.locations().at(caller, mount, ref, view, below.isRoot(), access);
    }

    /** A place at another site. Its own rules hold there; here it can only be less. */
    Location remote(Caller caller, ReceivedItems.Elsewhere item, RelPath outer, RelPath below) {
        Mount mount = namespace.mount(item.storage());
        return DriverCalls.run(mount, driver -> {
            Node top = namespace.access().top(caller, mount, driver);
            SpaceAccess.SpaceInfo kept =
                    new SpaceAccess.SpaceInfo(top.space(), Optional.empty(), Optional.empty(), Optional.empty(), 0);
            Rights most = ScopeRights.scope(caller).and(item.rights());
            SpaceAccess access = new SpaceAccess(
                    kept, EffectiveRights.of(Rights.all()), most, SpaceAccessEvaluator.ceilingOf(mount, driver));
            Ref ref = Ref.path(item.path().resolve(below));
            PathView view = new PathView(item.path(), outer);
            return namespace.locations().at(caller, mount, ref, view, below.isRoot(), access);
        });
    }

    /** Where the caller sees a share. */
    RelPath path(Caller caller, ShareId share) {
        ReceivedItems.Item item = received().of(caller, share).orElseThrow(NotVisible::error);
        return received().folder().orElseThrow(NotVisible::error).resolve(item.name());
    }

    /** Pushes what was received; see {@link ReceivedLookup#list}. */
    void list(Caller caller, RelPath folder, Optional<String> after, Sink<Resource> sink) {
        looks.list(caller, folder, after, sink);
    }

    /** For one answer about many resources. */
    ReceivedLookup.Looked looked() {
        return looks.new Looked();
    }

    /** What the folder of what was received comes to. */
    FolderSummary sum(Caller caller) {
        return sums.of(caller);
    }

    /** What each of them is like. */
    public ReceivedLookup looks() {
        return looks;
    }

    /** Whether a target is the caller's home by its path, which shows what was received. */
    private boolean isHome(Target target) {
        return target instanceof Target.ByPath byPath
                && byPath.path().equals(Mount.HOME)
                && namespace.table().at(Mount.HOME).filter(Mount::isHome).isPresent();
    }

    /** The caller's home, with an entity tag that changes with what was received too. */
    public Resource withReceivedEtag(Caller caller, Target target, Resource home) {
        if (!isHome(target)) {
            return home;
        }
        return atHome(caller)
                .map(folder -> namespace.virtual().received(caller, folder).resource())
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
        boolean goesOn =
                sink.accept(namespace.virtual().received(caller, folder.get()).resource());
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
        return namespace
                .virtual()
                .path(caller, target)
                .filter(path ->
                        folderContaining(caller, path).filter(path::equals).isPresent())
                .isPresent();
    }
}
