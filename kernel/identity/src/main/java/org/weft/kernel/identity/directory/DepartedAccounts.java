/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.identity.db.LastSignInTable;
import org.weft.kernel.identity.db.LastSignInTable.Row;
import org.weft.kernel.identity.directory.RestingAccounts.Cause;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.User;

/**
 * Finds out who is gone: who is missing in the directory that knew them, and who did not sign in at a provider for long. That
 * a directory lacks somebody is believed when it lacks them twice, still knows others, and does not lack most of its people at
 * once; whatever else it says, or does not say, changes nothing. Thread-safe.
 */
public final class DepartedAccounts {

    /** How often to {@link #confirm}. */
    public static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(DepartedAccounts.class);

    /** How exactly it is told when somebody signed in last: a write for each sign-in would be too dear. */
    private static final Duration PRECISION = Duration.ofHours(1);

    private static final Set<Cause> FOR_ABSENCE = Set.of(Cause.ABSENT, Cause.UNSEEN);
    private static final int NOTED = 100_000;
    private static final int MOST_MISSING = 10_000;
    private static final int AT_ONCE = 500;

    /** So many can leave at once however few there are; of more, no more than half. */
    private static final int FEW = 10;

    private final Directories directories;
    private final LastSignInTable table;
    private final RestingAccounts resting;
    private final Duration longest;
    private final Clock clock;
    private final Cache<UserId, Boolean> noted;

    /** Who was missing at the last look, and is asked for once more. */
    private final ConcurrentMap<UserId, Row> missing = new ConcurrentHashMap<>();

    /**
     * @param directories the site's own, without those whom a provider vouched for
     * @param longest how long somebody may stay away from the provider
     */
    public DepartedAccounts(
            Directories directories, LastSignInTable table, RestingAccounts resting, Duration longest, Clock clock) {
        this.directories = directories;
        this.table = table;
        this.resting = resting;
        this.longest = longest;
        this.clock = clock;
        Duration precision = longest.dividedBy(10);
        this.noted = Caffeine.newBuilder()
                .maximumSize(NOTED)
                .expireAfterWrite(precision.compareTo(PRECISION) < 0 ? precision : PRECISION)
                .build();
    }

    /** How often to {@link #look}: some minutes, or less where people may stay away for a short time only. */
    public Duration pause() {
        Duration pause = longest.dividedBy(10);
        Duration most = Duration.ofMinutes(5);
        Duration least = Duration.ofSeconds(2);
        return pause.compareTo(most) > 0 ? most : pause.compareTo(least) < 0 ? least : pause;
    }

    /** Whether somebody rests. */
    public boolean rests(UserId user) {
        return resting.includes(user);
    }

    /** Somebody has signed in at a provider. */
    public void signedIn(User user) {
        if (resting.includes(user.id())) {
            resting.back(user.id());
            noted.invalidate(user.id());
        }
        if (noted.getIfPresent(user.id()) == null && isPerson(user.id())) {
            String directory = directories.holder(user.id()).orElse("");
            table.put(new Row(user.id(), user.username(), clock.instant(), directory));
            noted.put(user.id(), true);
        }
    }

    /** A provider says that it closed somebody's account. */
    public void closed(UserId user) {
        resting.rest(user, table.of(user).map(Row::username).orElse(user.opaque()), Cause.PROVIDER);
    }

    /** A provider says that somebody's account is open again. */
    public void opened(UserId user) {
        resting.wake(user, Set.of(Cause.PROVIDER));
    }

    private static boolean isPerson(UserId user) {
        return user.type() != UserType.SERVICE && user.type() != UserType.GUEST && user.type() != UserType.FEDERATED;
    }

    /**
     * No directory knows somebody who was let in before.
     *
     * @throws Unavailable when it is not sure yet whether they are gone
     */
    public void missed(UserId user) {
        Optional<Row> row = table.of(user).filter(known -> !known.directory().isEmpty());
        if (row.isPresent()) {
            suspect(row.get());
            throw new Unavailable(
                    "it can't be told at the moment whether this account is still there; try again later");
        }
    }

    private void suspect(Row row) {
        if (missing.size() < MOST_MISSING) {
            missing.putIfAbsent(row.user(), row);
        }
    }

    /** Looks for everybody once. */
    public void look() {
        Instant now = clock.instant();
        table.seed(now);
        String idp = "";
        String opaque = "";
        List<Row> rows;
        do {
            rows = table.after(idp, opaque, AT_ONCE);
            for (Row row : rows) {
                look(row, now);
                idp = row.user().idp();
                opaque = row.user().opaque();
            }
        } while (rows.size() == AT_ONCE);
    }

    private void look(Row row, Instant now) {
        Optional<String> holder;
        try {
            holder = directories.holder(row.user());
        } catch (Unavailable silent) {
            return;
        }
        if (holder.isPresent()) {
            present(row, holder.get());
        } else if (!row.directory().isEmpty() && !resting.rests(row.user(), Cause.DIRECTORY)) {
            suspect(row);
        }
        if (!row.seen().plus(longest).isAfter(now)
                && FOR_ABSENCE.stream().noneMatch(cause -> resting.rests(row.user(), cause))) {
            resting.rest(row.user(), row.username(), holder.isPresent() ? Cause.UNSEEN : Cause.ABSENT);
        }
    }

    private void present(Row row, String holder) {
        missing.remove(row.user());
        if (!holder.equals(row.directory())) {
            table.put(new Row(row.user(), row.username(), row.seen(), holder));
        }
        if (resting.rests(row.user(), Cause.DIRECTORY)) {
            resting.wake(row.user(), Set.of(Cause.DIRECTORY));
        }
    }

    /** Asks once more for those who were missing, and puts them to rest who are. */
    public void confirm() {
        missing.values().stream().collect(Collectors.groupingBy(Row::directory)).forEach(this::confirm);
    }

    private void confirm(String directory, List<Row> rows) {
        try {
            for (Row row : rows) {
                directories.holder(row.user()).ifPresent(holder -> present(row, holder));
            }
            List<Row> lacking =
                    rows.stream().filter(row -> missing.containsKey(row.user())).toList();
            if (lacking.isEmpty()) {
                return;
            }
            long all = table.knownBy(directory, Cause.DIRECTORY.name().toLowerCase(java.util.Locale.ROOT));
            if (lacking.size() > FEW && lacking.size() * 2L > all || !directories.knowsAnybody(directory)) {
                LOG.atWarn()
                        .addKeyValue("directory", directory)
                        .addKeyValue("missing", lacking.size())
                        .addKeyValue("known", all)
                        .log("directory-lacks-most");
                // They are looked for anew, twice; until then whoever comes is told that it is not sure.
                lacking.forEach(row -> missing.remove(row.user()));
                return;
            }
            for (Row row : lacking) {
                resting.rest(row.user(), row.username(), Cause.DIRECTORY);
                missing.remove(row.user());
            }
        } catch (Unavailable silent) {
            LOG.atDebug().addKeyValue("directory", directory).log("missing-people-not-asked-for");
        }
    }
}
