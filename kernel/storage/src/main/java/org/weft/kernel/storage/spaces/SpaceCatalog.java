/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.spaces;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountInfo;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.namespace.TreeFolders;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.SpaceId;

/** Which storages and spaces there are. Thread-safe. */
public final class SpaceCatalog {

    private final Namespace namespace;
    private final FileService files;
    private final ProjectSpaces projects;
    private final ReceivedSpaces received;

    public SpaceCatalog(Namespace namespace, FileService files, ProjectSpaces projects) {
        this.namespace = namespace;
        this.files = files;
        this.projects = projects;
        this.received = new ReceivedSpaces(namespace);
    }

    /** Where a listing goes on: behind a storage, or behind a project space. */
    public sealed interface After {}

    /** From the start. */
    public record Nothing() implements After {}

    /** @param name the storage's */
    public record AfterStorage(String name) implements After {}

    /** @param name the space's */
    public record AfterProject(String name) implements After {}

    /** @param name the received thing's */
    public record AfterReceived(String name) implements After {}

    /** Receives spaces, each with where a listing goes on behind it. */
    @FunctionalInterface
    public interface SpaceSink {
        boolean accept(SpaceView space, After behind);
    }

    /**
     * Pushes the spaces that a caller may see: in the order of their storages' names the personal one, which is made at
     * first use, and one for every other storage; then project spaces by name.
     *
     * @param all whether project spaces of others are pushed too, to those who administer them
     * @return the names of the storages that did not answer
     */
    public List<String> spaces(Caller caller, boolean all, After after, SpaceSink sink) {
        List<String> down = new ArrayList<>();
        if (after instanceof AfterReceived) {
            return down;
        }
        if (!(after instanceof AfterProject)) {
            String last = after instanceof AfterStorage storage ? storage.name() : "";
            for (Mount mount : namespace.table().all()) {
                if (mount.name().compareTo(last) <= 0) {
                    continue;
                }
                Optional<SpaceView> space = answering(caller, mount, down);
                if (space.isPresent() && !sink.accept(space.get(), new AfterStorage(mount.name()))) {
                    return down;
                }
            }
        }
        String last = after instanceof AfterProject project ? project.name() : "";
        projects.views().list(caller, all, last, space -> sink.accept(space, new AfterProject(space.name())), down);
        return down;
    }

    /**
     * Pushes what the caller has received and accepted as spaces, by name.
     *
     * @param kind as mount points, or as grants
     */
    public void received(Caller caller, SpaceView.Kind kind, After after, SpaceSink sink) {
        Optional<String> last =
                after instanceof AfterReceived received ? Optional.of(received.name()) : Optional.empty();
        received.list(caller, kind, last, space -> sink.accept(space, new AfterReceived(space.name())));
    }

    /** Something received as a space: by the id of its share as a mount point, by its own as a grant. */
    public Optional<SpaceView> received(Caller caller, ResourceId id) {
        return received.find(caller, id);
    }

    /** One space, if the caller may know of it. */
    public Optional<SpaceView> space(Caller caller, String storage, SpaceId id) {
        Optional<SpaceView> project = projects.views().find(caller, new SpaceKey(storage, id));
        if (project.isPresent()) {
            return project;
        }
        Optional<Mount> mount = namespace.table().withId(storage);
        return mount.flatMap(there -> space(caller, there))
                .filter(space -> space.id().space().equals(id));
    }

    private Optional<SpaceView> answering(Caller caller, Mount mount, List<String> down) {
        try {
            return space(caller, mount);
        } catch (WeftException.Unavailable | WeftException.Timeout failure) {
            down.add(mount.name());
            return Optional.empty();
        }
    }

    private Optional<SpaceView> space(Caller caller, Mount mount) {
        Target top = Target.path(mount.path());
        try {
            Resource root = files.stat(caller, top, StatSpec.node());
            Quota quota = root.rights().has(Right.GET_QUOTA) ? files.quota(caller, top) : Quota.unknown();
            SpaceView.Kind kind = mount.isHome() ? SpaceView.Kind.PERSONAL : SpaceView.Kind.PROJECT;
            String name = mount.isHome() ? caller.username() : mount.name();
            return Optional.of(new SpaceView(
                    kind,
                    name,
                    root.owner(),
                    root.id(),
                    root.path(),
                    Optional.of(root),
                    quota,
                    SpaceDescription.NONE,
                    Optional.empty()));
        } catch (NotFound | WeftException.Forbidden | WeftException.Unsupported notForThisCaller) {
            return Optional.empty();
        }
    }

    /** All storages, by name, but those that were never up since the server has known them: nobody knows a thing of theirs. */
    public List<MountInfo> mounts() {
        return namespace.table().all().stream()
                .filter(mount -> mount.id().asked().isPresent())
                .map(this::seen)
                .toList();
    }

    /**
     * The storage that a target lies in; every storage below, for a path above them.
     *
     * @throws NotFound when there is none
     */
    public List<MountInfo> mountsOf(Caller caller, Target target) {
        if (target instanceof Target.ByPath byPath) {
            Optional<Mount> mount = namespace.table().at(byPath.path());
            if (mount.isPresent()) {
                return List.of(seen(mount.get()));
            }
            if (byPath.path().startsWith(TreeFolders.PROJECTS) && !byPath.path().equals(TreeFolders.PROJECTS)) {
                return List.of(seen(files.placeOf(caller, target).mount()));
            }
            return below(byPath.path());
        }
        return List.of(seen(files.placeOf(caller, target).mount()));
    }

    private List<MountInfo> below(RelPath path) {
        List<MountInfo> below = namespace.table().all().stream()
                .filter(mount -> mount.path().startsWith(path))
                .filter(mount -> mount.id().known().isPresent())
                .map(this::seen)
                .toList();
        if (below.isEmpty()) {
            throw new NotFound("nothing is mounted at /" + path);
        }
        return below;
    }

    private MountInfo seen(Mount mount) {
        Abilities abilities;
        try {
            abilities = DriverCalls.run(mount, driver -> Abilities.of(mount, driver));
        } catch (WeftException.Unavailable down) {
            abilities = Abilities.none();
        }
        return new MountInfo(mount.storageId(), mount.name(), mount.path(), abilities);
    }
}
