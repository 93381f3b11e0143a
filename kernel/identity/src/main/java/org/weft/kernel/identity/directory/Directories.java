/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.directory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.User;

/**
 * Users and groups of all directories, asked in their order. "Not there" is an empty answer; when one directory can't
 * be asked and the others know nothing, the answer is {@link Unavailable}, not absence. Thread-safe.
 */
public final class Directories {

    private static final Logger LOG = LoggerFactory.getLogger(Directories.class);

    private final Supplier<List<DriverHandle<Directory>>> directories;

    public Directories(Supplier<List<DriverHandle<Directory>>> directories) {
        this.directories = directories;
    }

    /** Whether there is any directory at all; without one, whoever signs in is known by their own word only. */
    public boolean hasDirectories() {
        return !directories.get().isEmpty();
    }

    /** The user with this id; an empty {@code idp} matches any, and a login name is accepted as the id. */
    public Optional<User> user(UserId id) {
        return first(Directory::users, users -> users.get(id));
    }

    /**
     * The name of the directory that knows exactly this user, by the id and nothing else.
     *
     * @throws Unavailable when none does, of those that can be asked
     */
    Optional<String> holder(UserId id) {
        Optional<Unavailable> silent = Optional.empty();
        for (DriverHandle<Directory> handle : directories.get()) {
            try (Lease<Directory> lease = handle.acquire()) {
                if (lease.driver()
                        .users()
                        .flatMap(users -> users.get(id))
                        .filter(user -> user.id().equals(id))
                        .isPresent()) {
                    return Optional.of(handle.instance());
                }
            } catch (Unavailable e) {
                silent = Optional.of(e);
            }
        }
        if (silent.isPresent()) {
            throw silent.get();
        }
        return Optional.empty();
    }

    /** Whether a directory knows any user at all; a directory that is not there knows none. */
    boolean knowsAnybody(String directory) {
        List<User> found = new ArrayList<>(1);
        for (DriverHandle<Directory> handle : directories.get()) {
            if (handle.instance().equals(directory)) {
                try (Lease<Directory> lease = handle.acquire()) {
                    lease.driver().users().ifPresent(users -> users.find("", 1, found::add));
                }
            }
        }
        return !found.isEmpty();
    }

    /**
     * The user whose claim has exactly this value.
     *
     * @param claim {@code mail}, {@code username}, {@code uid} or {@code userid}
     * @throws InvalidArgument when no directory knows the claim
     */
    public Optional<User> userByClaim(String claim, String value) {
        return first(Directory::users, users -> users.byClaim(claim, value));
    }

    /** Users that match the text, each once: by directory, within one by login name; at most {@code limit}. */
    public void findUsers(String query, int limit, Sink<User> sink) {
        Bounded<User, UserId> bounded = new Bounded<>(limit, User::id, sink);
        each(Directory::users, bounded, (users, rest) -> users.find(query, rest.left(), rest));
    }

    /** The groups that any directory puts the user in. */
    public Set<GroupId> groupsOf(UserId id) {
        Set<GroupId> groups = new LinkedHashSet<>();
        Optional<Unavailable> silent = visit(Directory::users, users -> {
            groups.addAll(users.groupsOf(id));
            return true;
        });
        // Part of the groups is not enough: a grant that denies may hang on one of the others.
        if (silent.isPresent()) {
            throw silent.get();
        }
        return groups;
    }

    public Optional<Group> group(GroupId id) {
        return first(Directory::groups, groups -> groups.get(id));
    }

    /**
     * The group whose claim has exactly this value.
     *
     * @param claim {@code group_name}, {@code gid_number}, {@code display_name} or {@code mail}
     * @throws InvalidArgument when no directory knows the claim
     */
    public Optional<Group> groupByClaim(String claim, String value) {
        return first(Directory::groups, groups -> groups.byClaim(claim, value));
    }

    /** Groups that match the text, each once: by directory, within one by name; at most {@code limit}. */
    public void findGroups(String query, int limit, Sink<Group> sink) {
        Bounded<Group, GroupId> bounded = new Bounded<>(limit, Group::id, sink);
        each(Directory::groups, bounded, (groups, rest) -> groups.find(query, rest.left(), rest));
    }

    /** The members, each once, in no promised order; nothing for an unknown group. */
    public void members(GroupId id, Sink<UserId> sink) {
        Bounded<UserId, UserId> bounded = new Bounded<>(Integer.MAX_VALUE, Function.identity(), sink);
        each(Directory::groups, bounded, (groups, rest) -> groups.members(id, rest));
    }

    public boolean hasMember(GroupId group, UserId user) {
        return this.<GroupDirectory, Boolean>first(
                        Directory::groups,
                        groups -> groups.hasMember(group, user) ? Optional.of(true) : Optional.empty())
                .isPresent();
    }

    private <P, T> Optional<T> first(Function<Directory, Optional<P>> part, Function<P, Optional<T>> question) {
        Answer<T> answer = new Answer<>();
        Optional<Unavailable> silent = visit(part, asked -> {
            answer.take(asked, question);
            return answer.value().isEmpty();
        });
        if (answer.value().isEmpty()) {
            answer.complain(silent);
        }
        return answer.value();
    }

    private <P, T> void each(
            Function<Directory, Optional<P>> part, Bounded<T, ?> sink, BiConsumer<P, Bounded<T, ?>> question) {
        Optional<Unavailable> silent = visit(part, asked -> {
            question.accept(asked, sink);
            return sink.left() > 0;
        });
        if (silent.isPresent() && sink.isUntouched()) {
            throw silent.get();
        }
    }

    /** Visits the directories until the visitor has enough, and tells which one could not be asked, if any. */
    private <P> Optional<Unavailable> visit(Function<Directory, Optional<P>> part, Function<P, Boolean> visitor) {
        Optional<Unavailable> silent = Optional.empty();
        for (DriverHandle<Directory> handle : directories.get()) {
            try (Lease<Directory> lease = handle.acquire()) {
                Optional<P> asked = part.apply(lease.driver());
                if (asked.isPresent() && !visitor.apply(asked.get())) {
                    return Optional.empty();
                }
            } catch (Unavailable e) {
                LOG.atWarn()
                        .addKeyValue("directory", handle.instance())
                        .addKeyValue("reason", e.text())
                        .log("directory-unavailable");
                silent = Optional.of(e);
            }
        }
        return silent;
    }

    /** The first answer, and why there is none. */
    private static final class Answer<T> {
        private Optional<T> value = Optional.empty();
        private Optional<InvalidArgument> refusal = Optional.empty();
        private boolean understood;

        <P> void take(P asked, Function<P, Optional<T>> question) {
            try {
                value = question.apply(asked);
                understood = true;
            } catch (InvalidArgument e) {
                refusal = Optional.of(e);
            }
        }

        Optional<T> value() {
            return value;
        }

        void complain(Optional<Unavailable> silent) {
            if (silent.isPresent()) {
                throw silent.get();
            }
            if (!understood && refusal.isPresent()) {
                throw refusal.get();
            }
        }
    }

    /** Passes each item on once, and no more than wanted. */
    private static final class Bounded<T, K> implements Sink<T> {
        private final Set<K> seen = new HashSet<>();
        private final Function<T, K> key;
        private final Sink<T> sink;
        private int left;
        private boolean untouched = true;

        Bounded(int limit, Function<T, K> key, Sink<T> sink) {
            this.left = Math.max(0, limit);
            this.key = key;
            this.sink = sink;
        }

        int left() {
            return left;
        }

        boolean isUntouched() {
            return untouched;
        }

        @Override
        public boolean accept(T item) {
            if (left == 0) {
                return false;
            }
            untouched = false;
            if (seen.add(key.apply(item))) {
                left--;
                if (!sink.accept(item)) {
                    left = 0;
                }
            }
            return left > 0;
        }
    }
}
