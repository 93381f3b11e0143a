/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.weft.kernel.apps.db.AppSessionTable;
import org.weft.kernel.apps.db.AppSessionTable.Row;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.token.ScopeCodec;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.app.ViewMode;
import org.weft.spi.identity.User;

/**
 * The sessions that applications work in. What a session is, and who its user is now, is remembered for a few seconds, so
 * that requests cost no look-up, and a session that another node ended, or an account that is gone, is honoured soon.
 * Thread-safe.
 */
public final class AppSessionCache {

    private static final Duration REMEMBER = Duration.ofSeconds(5);
    private static final int REMEMBERED = 10_000;
    private static final int MOST = 1_000;

    private final AppSessionTable table;
    private final Directories directories;
    private final Predicate<User> blocked;
    private final Clock clock;
    private final Cache<String, Live> memory;

    /** @param blocked which accounts are shut out; asked for every request, so it must not block */
    public AppSessionCache(AppSessionTable table, Directories directories, Predicate<User> blocked, Clock clock) {
        this(table, directories, blocked, clock, Ticker.systemTicker());
    }

    AppSessionCache(
            AppSessionTable table, Directories directories, Predicate<User> blocked, Clock clock, Ticker ticker) {
        this.table = table;
        this.directories = directories;
        this.blocked = blocked;
        this.clock = clock;
        this.memory = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(REMEMBER)
                .ticker(ticker)
                .build();
    }

    /**
     * A session that goes on.
     *
     * @param row what is kept of it
     * @param user its user as the directories know them now
     */
    record Live(Row row, User user, Set<GroupId> groups, List<Scope> scopes) {

        Live {
            groups = Set.copyOf(groups);
            scopes = List.copyOf(scopes);
        }

        ViewMode mode() {
            return ViewMode.valueOf(row.mode());
        }

        /** On whose behalf its calls are made; the application holds the locks, whoever of its users set them. */
        Caller caller(TraceId trace) {
            return new Caller(
                    user.id(), user.username(), groups, scopes, Optional.empty(), Optional.of(row.app()), trace);
        }
    }

    /** Keeps a new session. */
    void begin(Row row) {
        if (table.count(row.user(), clock.instant()) >= MOST) {
            throw new Throttled("you have " + MOST + " files open in apps; close some", Duration.ofMinutes(5));
        }
        table.insert(row);
    }

    /** The session with this id, if it goes on. */
    Optional<Live> find(String id) {
        Optional<Live> live = Optional.ofNullable(memory.getIfPresent(id));
        if (live.isEmpty()) {
            live = table.find(id).flatMap(this::live);
            live.ifPresent(found -> memory.put(id, found));
        }
        return live.filter(found -> clock.instant().isBefore(found.row().expires()))
                .filter(found -> !blocked.test(found.user()));
    }

    /** @throws Unauthenticated when it is over */
    Live require(String id) {
        return find(id).orElseThrow(() -> new Unauthenticated("the session is over; open the file again"));
    }

    private Optional<Live> live(Row row) {
        Optional<User> found = row.user().type() == UserType.GUEST
                ? Optional.empty()
                : directories.user(row.user()).filter(user -> user.id().equals(row.user()));
        if (found.isEmpty() && row.known()) {
            return Optional.empty();
        }
        Set<GroupId> groups = found.isPresent() ? directories.groupsOf(row.user()) : Set.of();
        return Optional.of(new Live(row, found.orElseGet(() -> user(row)), groups, ScopeCodec.read(row.scopes())));
    }

    private static User user(Row row) {
        return new User(
                row.user(),
                row.username(),
                row.mail(),
                false,
                row.displayName(),
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Map.of());
    }

    /** Whether a directory vouches for the user now. */
    boolean isKnown(UserId user) {
        return user.type() != UserType.GUEST
                && directories
                        .user(user)
                        .filter(found -> found.id().equals(user))
                        .isPresent();
    }

    /** Ends all sessions of a user; for whoever signs them out. On other nodes they end within seconds. */
    public int endOf(UserId user) {
        int ended = table.endOf(user);
        memory.asMap().values().removeIf(live -> live.row().user().equals(user));
        return ended;
    }

    /** Forgets what has ended; call it now and then. */
    public void sweep() {
        table.removeExpired(clock.instant());
    }

    Instant now() {
        return clock.instant();
    }
}
