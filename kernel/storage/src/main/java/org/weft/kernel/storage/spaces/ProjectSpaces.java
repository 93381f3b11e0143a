/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.spaces;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.storage.access.GrantCache;
import org.weft.kernel.storage.commit.SpaceCommitLock;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.db.ProjectTable;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.locks.LockCache;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;

/**
 * Project spaces. The storage keeps id, files and quota; the server keeps the name, which is unique in the site and the last
 * name of the path, the owner and the members. A space is deleted in two steps: disabled, nobody can enter it and it can be
 * restored; purged, it is gone. Thread-safe.
 */
public final class ProjectSpaces {

    private static final int MOST_NAME = 255;
    private static final int MOST_WORDS = 4096;

    private final Namespace namespace;
    private final FileService files;
    private final SpaceCommitLock commitLock;
    private final GrantCache grants;
    private final LockCache locks;
    private final ProjectTable table;
    private final SpaceRules rules;
    private final ProjectSpaceViews views;

    public ProjectSpaces(
            Namespace namespace,
            FileService files,
            SpaceCommitLock commitLock,
            GrantCache grants,
            LockCache locks,
            ProjectTable table,
            SpaceRules rules) {
        this.namespace = namespace;
        this.files = files;
        this.commitLock = commitLock;
        this.grants = grants;
        this.locks = locks;
        this.table = table;
        this.rules = rules;
        this.views = new ProjectSpaceViews(namespace, table, rules);
    }

    /**
     * What is to change of a space; what is empty stays.
     *
     * @param quota bytes
     */
    public record Change(
            Optional<String> name,
            Optional<Long> quota,
            Optional<UserId> owner,
            Optional<String> alias,
            Optional<String> description,
            Optional<String> readme,
            Optional<String> thumbnail) {

        public static final Change NOTHING = new Change(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        private SpaceDescription of(ProjectRow.Words old) {
            return new SpaceDescription(
                    alias.orElse(old.alias()),
                    description.orElse(old.description()),
                    readme.orElse(old.readme()),
                    thumbnail.orElse(old.thumbnail()));
        }
    }

    /** Whether the caller may make project spaces. */
    public boolean mayCreate(Caller caller) {
        return ProjectSpaceViews.canChange(caller) && (rules.creators().contains(caller) || views.isAdmin(caller));
    }

    /** Whether the caller looks after all project spaces of the site: sees, changes and deletes them. */
    public boolean isAdmin(Caller caller) {
        return views.isAdmin(caller);
    }

    /**
     * Makes a project space, which is the caller's.
     *
     * @param owner somebody else whose it shall be, which only the site's administrators of spaces can say
     * @param quota bytes; empty for what is usual here
     * @throws AlreadyExists when the name is taken
     * @throws Unsupported when no storage has project spaces
     */
    public SpaceView create(
            Caller caller, Optional<UserId> owner, String name, Optional<Long> quota, SpaceDescription words) {
        requireName(name);
        if (!mayCreate(caller)) {
            throw new Forbidden("you may not make spaces on this site; ask its administrators");
        }
        UserId whose = owner.orElse(caller.user());
        if (!whose.equals(caller.user()) && !views.isAdmin(caller)) {
            throw new Forbidden("a space that you make is your own");
        }
        Optional<Long> room = quota.or(rules::quota);
        requireRoom(caller, room);
        if (table.named(name).isPresent()) {
            throw taken(name);
        }
        Mount mount = home();
        return DriverCalls.run(mount, driver -> {
            Space made = spaces(mount, driver).create(caller, name, room);
            ProjectRow stored = new ProjectRow(
                    new SpaceKey(mount.storageId(), made.id()),
                    made.root(),
                    name,
                    whose,
                    stored(words),
                    Optional.empty());
            if (!table.add(stored)) {
                spaces(mount, driver).remove(made.id());
                throw taken(name);
            }
            grants.changed(stored.key());
            return views.seen(caller, mount, driver, stored);
        });
    }

    private static void requireName(String name) {
        boolean fit = !name.isBlank()
                && name.equals(name.strip())
                && name.getBytes(StandardCharsets.UTF_8).length <= MOST_NAME
                && name.indexOf('/') < 0
                && name.chars().noneMatch(Character::isISOControl);
        if (!fit) {
            throw new InvalidArgument("a space's name has 1 to " + MOST_NAME
                    + " bytes, no slash, no control character, and no blank at either end");
        }
        RelPath.root().resolve(name);
    }

    private static ProjectRow.Words stored(SpaceDescription words) {
        for (String word : List.of(words.alias(), words.description(), words.readme(), words.thumbnail())) {
            if (word.length() > MOST_WORDS || word.indexOf(0) >= 0) {
                throw new InvalidArgument("what is told of a space has " + MOST_WORDS + " characters at most");
            }
        }
        return new ProjectRow.Words(words.alias(), words.description(), words.readme(), words.thumbnail());
    }

    private void requireRoom(Caller caller, Optional<Long> quota) {
        if (quota.filter(bytes -> bytes < 0).isPresent()) {
            throw new InvalidArgument("a quota is not negative");
        }
        boolean within = rules.quota().isEmpty()
                || quota.filter(bytes -> bytes > 0 && bytes <= rules.quota().get())
                        .isPresent();
        if (!within && !views.isAdmin(caller)) {
            throw new Forbidden("a space has " + rules.quota().get() + " bytes at most on this site");
        }
    }

    private static AlreadyExists taken(String name) {
        return new AlreadyExists("there is a space called '" + name + "' already");
    }

    /** The storage that new spaces are made in. */
    private Mount home() {
        List<Mount> able = namespace.table().all().stream()
                .filter(mount -> rules.storage().map(mount.name()::equals).orElse(true))
                .filter(this::hasProjects)
                .toList();
        return able.stream()
                .filter(Mount::isHome)
                .findFirst()
                .or(() -> able.stream().findFirst())
                .orElseThrow(() -> new Unsupported("no storage of this site has project spaces"));
    }

    private boolean hasProjects(Mount mount) {
        try {
            return DriverCalls.run(
                    mount,
                    driver -> driver.spaces()
                            .filter(spaces -> spaces.kinds().contains(Space.Kind.PROJECT))
                            .isPresent());
        } catch (WeftException.Unavailable down) {
            if (rules.storage().isPresent()) {
                throw down;
            }
            return false;
        }
    }

    private static Spaces spaces(Mount mount, StorageDriver driver) {
        return driver.spaces()
                .orElseThrow(() -> new Unsupported("storage '" + mount.name() + "' has no spaces of its own"));
    }

    /**
     * Changes name, quota, owner or words. Ids, content, members and locks stay.
     *
     * @throws AlreadyExists when the name is another space's
     */
    public SpaceView update(Caller caller, String storage, SpaceId id, Change change) {
        change.name().ifPresent(ProjectSpaces::requireName);
        Managed managed = managed(caller, storage, id);
        ProjectRow before = managed.stored();
        change.quota().ifPresent(quota -> requireRoom(caller, Optional.of(quota)));
        if (change.owner().filter(next -> !next.equals(before.owner())).isPresent()
                && !before.owner().equals(caller.user())
                && !views.isAdmin(caller)) {
            throw new Forbidden("a space is handed over by its owner");
        }
        ProjectRow after = before.with(stored(change.of(before.words())))
                .named(change.name().orElse(before.name()))
                .ownedBy(change.owner().orElse(before.owner()));
        return DriverCalls.run(managed.mount(), driver -> {
            replace(before, after);
            boolean done = false;
            try {
                Optional<String> name = change.name().filter(next -> !next.equals(before.name()));
                if (name.isPresent() || change.quota().isPresent()) {
                    spaces(managed.mount(), driver).update(id, name, change.quota());
                }
                done = true;
            } finally {
                if (!done) {
                    replace(after, before);
                }
            }
            return views.seen(caller, managed.mount(), driver, after);
        });
    }

    /** In the space's gate, so that a commit is judged before or after. */
    private void replace(ProjectRow before, ProjectRow after) throws IOException {
        if (before.equals(after)) {
            return;
        }
        commitLock.exclusive(after.key(), () -> {
            if (!table.replace(after)) {
                if (table.get(after.key()).isEmpty()) {
                    throw NotVisible.error();
                }
                throw taken(after.name());
            }
            grants.changed(after.key());
            return true;
        });
    }

    /** Lets nobody in any more; what is in it stays. */
    public void disable(Caller caller, String storage, SpaceId id) {
        setDisabled(managed(caller, storage, id), true);
    }

    /** Lets people in again. */
    public SpaceView restore(Caller caller, String storage, SpaceId id) {
        Managed managed = managed(caller, storage, id);
        ProjectRow after = setDisabled(managed, false);
        return DriverCalls.run(managed.mount(), driver -> views.seen(caller, managed.mount(), driver, after));
    }

    private ProjectRow setDisabled(Managed managed, boolean disabled) {
        ProjectRow before = managed.stored();
        if (before.disabled().isPresent() == disabled) {
            return before;
        }
        ProjectRow after = before.disabledSince(disabled ? Optional.of(grants.now()) : Optional.empty());
        return DriverCalls.run(managed.mount(), driver -> {
            replace(before, after);
            return after;
        });
    }

    /**
     * Deletes a disabled space for good.
     *
     * @throws PreconditionFailed when it is not disabled
     */
    public void purge(Caller caller, String storage, SpaceId id) {
        Managed managed = managed(caller, storage, id);
        if (managed.stored().disabled().isEmpty()) {
            throw new PreconditionFailed("only a disabled space can be purged; disable it first");
        }
        SpaceKey key = managed.stored().key();
        DriverCalls.run(managed.mount(), driver -> {
            try {
                spaces(managed.mount(), driver).remove(id);
            } catch (NotFound gone) {
                // Purged before, and then interrupted: what is left are the server's own rows.
            }
            commitLock.exclusive(key, () -> {
                table.remove(key);
                grants.changed(key);
                locks.change(key, locks.stored(key).all(), List.of());
                return true;
            });
            return true;
        });
    }

    private record Managed(Mount mount, ProjectRow stored) {}

    /** A space that the caller manages: as its owner, by a grant at its top to change its members, or for the site. */
    private Managed managed(Caller caller, String storage, SpaceId id) {
        Mount mount = namespace.table().withId(storage).orElseThrow(NotVisible::error);
        SpaceKey key = new SpaceKey(storage, id);
        ProjectRow stored = table.get(key).orElseThrow(() -> notProject(caller, storage, id));
        if (!views.manages(caller, stored)) {
            if (!namespace.projects().include(caller, stored)
                    || stored.disabled().isPresent()) {
                throw NotVisible.error();
            }
            throw new Forbidden("only those who manage this space can change or delete it");
        }
        return new Managed(mount, stored);
    }

    private WeftException notProject(Caller caller, String storage, SpaceId id) {
        files.stat(caller, new Target.InSpace(storage, id, RelPath.root()), StatSpec.node());
        return new Unsupported("this is no project space; it can't be changed or deleted");
    }

    /** The project spaces as callers see them. */
    ProjectSpaceViews views() {
        return views;
    }
}
