/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.directory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.identity.GroupNames;
import org.weft.spi.GroupId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.Group;

/**
 * The groups that a configuration names, as the directories know them. They are asked again once a minute, by whoever
 * comes then while others go by the former answer; a directory that can't be asked changes nothing. Holds as many answers
 * as the configuration has words. Thread-safe.
 */
public final class DirectoryGroups implements GroupNames {

    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Directories directories;
    private final Clock clock;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    public DirectoryGroups(Directories directories, Clock clock) {
        this.directories = directories;
        this.clock = clock;
    }

    @Override
    public Optional<GroupId> named(String name) {
        return slots.computeIfAbsent(name, Slot::new).id();
    }

    /**
     * The group that a word of the configuration means: an id means that group alone, whatever others are called.
     *
     * @param text an id or a name, or {@code name@idp}
     * @throws Unavailable when whoever may know can't be asked
     */
    public static Optional<GroupId> find(Directories directories, String text) {
        Optional<GroupId> whole = byId(directories, new GroupId("", text)).or(() -> byName(directories, text));
        int at = text.lastIndexOf('@');
        if (whole.isPresent() || at <= 0) {
            return whole;
        }
        GroupId parts = new GroupId(text.substring(at + 1), text.substring(0, at));
        return byId(directories, parts)
                .or(() -> byName(directories, parts.opaque()))
                .filter(id -> id.idp().equals(parts.idp()));
    }

    private static Optional<GroupId> byId(Directories directories, GroupId id) {
        return directories
                .group(id)
                .map(Group::id)
                .filter(found -> found.opaque().equals(id.opaque()));
    }

    private static Optional<GroupId> byName(Directories directories, String name) {
        try {
            return directories.groupByClaim("group_name", name).map(Group::id);
        } catch (InvalidArgument noNames) {
            return Optional.empty();
        }
    }

    private record Answer(Optional<GroupId> id, Instant due) {}

    /** One name. */
    private final class Slot {
        private final String name;
        private final ReentrantLock asking = new ReentrantLock();
        private volatile @Nullable Answer answer;

        Slot(String name) {
            this.name = name;
        }

        Optional<GroupId> id() {
            Answer known = answer;
            if (known != null && clock.instant().isBefore(known.due())) {
                return known.id();
            }
            if (known == null) {
                asking.lock();
            } else if (!asking.tryLock()) {
                return known.id();
            }
            try {
                Answer now = answer;
                if (now == null || !clock.instant().isBefore(now.due())) {
                    now = ask(now);
                    answer = now;
                }
                return now.id();
            } finally {
                asking.unlock();
            }
        }

        private Answer ask(@Nullable Answer known) {
            Instant now = clock.instant();
            try {
                return new Answer(find(directories, name), now.plus(KEPT));
            } catch (Unavailable silent) {
                return new Answer(known == null ? Optional.empty() : known.id(), now.plus(PAUSE));
            }
        }
    }
}
