/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Caller;
import org.weft.spi.DriverContext;
import org.weft.spi.Mutex;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;

/** The ability to have spaces: folders of {@code users/} for people, of {@code projects/} for projects. */
final class LocalSpaces implements Spaces {

    private static final Logger LOG = LoggerFactory.getLogger(LocalSpaces.class);
    private static final int LONGEST = 255;

    private final WriteContext shop;
    private final SpaceTable table;
    private final DriverContext context;
    private final SpaceNames names = new SpaceNames();
    private final FolderOperations changes;

    LocalSpaces(WriteContext shop, FolderOperations changes, DriverContext context) {
        this.shop = shop;
        this.table = shop.spaces();
        this.context = context;
        this.changes = changes;
    }

    @Override
    public Set<Space.Kind> kinds() {
        return EnumSet.allOf(Space.Kind.class);
    }

    @Override
    public void list(Sink<Space> sink) {
        for (Space space : table.all()) {
            if (!sink.accept(space)) {
                return;
            }
        }
    }

    @Override
    public Optional<Space> get(SpaceId id) {
        return table.get(id);
    }

    /** What is to be known of what others made. */
    private interface Reading {
        void of(FolderTree tree) throws IOException;
    }

    /** Keeps all others out, on all instances of the mount, and knows what they made. */
    private Mutex.Held exclusively(Reading reading) throws IOException {
        Mutex.Held held = context.mutex("homes").acquire();
        boolean loaded = false;
        try {
            reading.of(shop.tree());
            loaded = true;
            return held;
        } finally {
            if (!loaded) {
                held.close();
            }
        }
    }

    @Override
    public Space home(Caller who) throws IOException {
        Optional<Space> known = table.homeOf(who.user());
        if (known.isPresent()) {
            return known.get();
        }
        try (Mutex.Held held = exclusively(table::loadNewHomes)) {
            Optional<Space> meanwhile = table.homeOf(who.user());
            return meanwhile.isPresent() ? meanwhile.get() : makeHome(who);
        }
    }

    private Space makeHome(Caller who) throws IOException {
        makeUnlessThere(SpaceTable.USERS);
        OwnerRecord owner = new OwnerRecord(who.user(), who.username());
        for (String name : names.ofHome(who.user())) {
            makeUnlessThere(SpaceTable.USERS.resolve(name));
            try (OpenFolder users = shop.tree().open(SpaceTable.USERS, FolderTree.Purpose.CHANGE)) {
                DirEntry child = shop.tree().find(users, name);
                if (child == null
                        || !child.isFolder()
                        || OwnerRecord.parse(table.record(users, name)).isPresent()) {
                    continue; // somebody else's
                }
                table.write(users, name, owner.text());
                return made(users, name, child, Optional.of(owner), Optional.empty());
            }
        }
        throw new WeftException.Conflict("no folder name is free for the home of " + who.user());
    }

    private void makeUnlessThere(RelPath path) throws IOException {
        try {
            makeFolder(path);
        } catch (WeftException.AlreadyExists there) {
            LOG.debug("space_folder_there path={}", path);
        }
    }

    private Space made(
            OpenFolder folder,
            String name,
            DirEntry child,
            Optional<OwnerRecord> owner,
            Optional<ProjectRecord> project)
            throws IOException {
        RelPath path = folder.path().resolve(name);
        try (OpenFolder root = shop.tree().open(path, FolderTree.Purpose.CHANGE)) {
            shop.tree().markSpace(root);
        }
        LOG.info("space_made folder={}", path);
        return table.remember(folder, name, child.id(), owner, project);
    }

    @Override
    public Space create(Caller who, String name, Optional<Long> quota) throws IOException {
        requireGood(name);
        try (Mutex.Held held = exclusively(table::load)) {
            requireFree(name, Optional.empty());
            makeUnlessThere(SpaceTable.PROJECTS);
            ProjectRecord record = new ProjectRecord(name);
            for (String folderName : names.ofProject(name)) {
                try {
                    makeFolder(SpaceTable.PROJECTS.resolve(folderName));
                } catch (WeftException.AlreadyExists taken) {
                    continue; // an ordinary folder, or a project that bore this name once
                }
                return makeProject(folderName, record, quota);
            }
            throw new WeftException.Conflict("no folder name is free for the project space \"" + name + "\"");
        }
    }

    private Space makeProject(String folderName, ProjectRecord record, Optional<Long> quota) throws IOException {
        try (OpenFolder projects = shop.tree().open(SpaceTable.PROJECTS, FolderTree.Purpose.CHANGE)) {
            DirEntry child = shop.tree().find(projects, folderName);
            if (child == null) {
                throw new WeftException.Conflict("the new space's folder was taken away by another program");
            }
            if (quota.isPresent()) {
                table.writeQuota(projects, folderName, quota.get());
            }
            table.write(projects, folderName, record.text());
            shop.syncFolder(projects);
            return made(projects, folderName, child, Optional.empty(), Optional.of(record));
        }
    }

    private static void requireGood(String name) {
        if (name.isBlank() || name.length() > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
            throw new WeftException.InvalidArgument(
                    "a space's name has 1 to " + LONGEST + " letters and no control characters");
        }
    }

    private void requireFree(String name, Optional<SpaceId> but) {
        boolean taken = table.all().stream()
                .anyMatch(space -> space.kind() == Space.Kind.PROJECT
                        && space.name().equals(name)
                        && !Optional.of(space.id()).equals(but));
        if (taken) {
            throw new WeftException.AlreadyExists("there is a project space \"" + name + "\" already");
        }
    }

    private Space require(SpaceId id) {
        return table.get(id).orElseThrow(() -> new WeftException.NotFound("there is no space " + id));
    }

    @Override
    public Space update(SpaceId id, Optional<String> name, Optional<Long> quota) throws IOException {
        name.ifPresent(LocalSpaces::requireGood);
        try (Mutex.Held held = exclusively(table::load)) {
            Space space = require(id);
            boolean project = space.kind() == Space.Kind.PROJECT;
            if (project && name.isPresent()) {
                requireFree(name.get(), Optional.of(id));
            }
            String folderName = space.path().name();
            try (OpenFolder folder = shop.tree().open(space.path().parent(), FolderTree.Purpose.CHANGE)) {
                if (quota.isPresent()) {
                    table.writeQuota(folder, folderName, quota.get());
                }
                String shown = name.orElse(space.name());
                Optional<OwnerRecord> owner = space.owner().map(user -> new OwnerRecord(user, shown));
                Optional<ProjectRecord> record = project ? Optional.of(new ProjectRecord(shown)) : Optional.empty();
                table.write(
                        folder,
                        folderName,
                        owner.map(OwnerRecord::text)
                                .or(() -> record.map(ProjectRecord::text))
                                .orElseThrow());
                return table.remember(folder, folderName, Id.parse(id.value()).orElseThrow(), owner, record);
            }
        }
    }

    @Override
    public void remove(SpaceId id) throws IOException {
        try (Mutex.Held held = exclusively(table::load)) {
            Space space = require(id);
            shop.discards().purgeAll(id);
            changes.removeSpace(space.path(), () -> table.forget(space));
            LOG.info("space_removed folder={}", space.path());
        }
    }

    /** Spaces are where they are, and never where a link leads. */
    private void makeFolder(RelPath path) throws IOException {
        try {
            changes.makeFolder(path, MakeSpec.simple());
        } catch (SymlinkOnPath met) {
            throw met.told();
        }
    }
}
