/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.directory;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.identity.db.RestingAccountTable;
import org.weft.kernel.identity.db.RestingAccountTable.Row;
import org.weft.kernel.runtime.observe.AuditLog;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Unavailable;

/**
 * The accounts of people who are gone, or seem to be. Nothing of theirs is taken away: it rests, and wakes with them. Each
 * request asks the memory; what other nodes and the command line say comes there within {@link #PAUSE}. Thread-safe.
 */
public final class RestingAccounts {

    /** How often to {@link #read}. */
    public static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(RestingAccounts.class);

    private final RestingAccountTable table;
    private final Clock clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Map<UserId, Set<Cause>> resting = Map.of();
    private long revision = -1;

    /** Why somebody rests. */
    public enum Cause {
        /** An operator said so; only an operator takes it back. */
        OPERATOR(true),
        /** The directory that knew them does not any more. */
        DIRECTORY(true),
        /** The provider said that it closed the account. */
        PROVIDER(true),
        /** They did not sign in for long, and no directory vouches for them. */
        ABSENT(true),
        /** They did not sign in for long, but a directory knows them: what others have of them goes on. */
        UNSEEN(false);

        private static final Set<Cause> ALL = Set.of(values());

        private final boolean gone;

        Cause(boolean gone) {
            this.gone = gone;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The causes that this row's word says; empty for a word of a newer version. */
        private static Set<Cause> read(String word) {
            Set<Cause> causes = EnumSet.noneOf(Cause.class);
            Arrays.stream(values()).filter(cause -> cause.word().equals(word)).forEach(causes::add);
            // Of what is not understood the most careful is taken.
            return causes.isEmpty() ? Set.of(OPERATOR) : causes;
        }
    }

    public RestingAccounts(RestingAccountTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
        read();
    }

    /** Reads who rests, where that has changed; call it every {@link #PAUSE}. */
    public void read() {
        reading.lock();
        try {
            // The revision first: at worst the rows are newer, and are read once more.
            long now = table.revision();
            if (now != revision) {
                Map<UserId, Set<Cause>> fresh = new HashMap<>();
                table.all()
                        .forEach(row -> fresh.computeIfAbsent(row.user(), who -> EnumSet.noneOf(Cause.class))
                                .addAll(Cause.read(row.cause())));
                resting = Map.copyOf(fresh);
                revision = now;
            }
        } catch (Unavailable busy) {
            LOG.atWarn().addKeyValue("reason", busy.text()).log("resting-accounts-unreadable");
        } finally {
            reading.unlock();
        }
    }

    /** Whether nothing lets somebody in; asked on every request, so it waits for nothing. */
    public boolean includes(UserId user) {
        Map<UserId, Set<Cause>> now = resting;
        return !now.isEmpty() && now.containsKey(user);
    }

    /** Whether what others have of somebody, such as links and shares, rests too. Waits for nothing. */
    public boolean isGone(UserId user) {
        Map<UserId, Set<Cause>> now = resting;
        return !now.isEmpty() && now.getOrDefault(user, Set.of()).stream().anyMatch(cause -> cause.gone);
    }

    /** Whether somebody rests for this reason. */
    boolean rests(UserId user, Cause cause) {
        return resting.getOrDefault(user, Set.of()).contains(cause);
    }

    /** Everybody who rests, and why. */
    public List<Row> all() {
        return table.all();
    }

    /** Puts somebody to rest; false when they rest for this reason already. */
    public boolean rest(UserId user, String username, Cause cause) {
        boolean changed = table.put(new Row(user, username, cause.word(), clock.instant()));
        if (changed) {
            AuditLog.entry()
                    .addKeyValue("user", user)
                    .addKeyValue("username", username)
                    .addKeyValue("cause", cause.word())
                    .log("account-rests");
            LOG.atInfo()
                    .addKeyValue("user", user)
                    .addKeyValue("cause", cause.word())
                    .log("account-rests");
        }
        read();
        return changed;
    }

    /** Wakes somebody, whatever they rest for; false when they did not. */
    public boolean wake(UserId user) {
        return wake(user, Cause.ALL);
    }

    /** They are back at the provider: nothing but an operator's word keeps them at rest. */
    void back(UserId user) {
        if (includes(user)) {
            wake(user, EnumSet.complementOf(EnumSet.of(Cause.OPERATOR)));
        }
    }

    boolean wake(UserId user, Set<Cause> causes) {
        boolean changed = table.remove(user, causes.stream().map(Cause::word).toList());
        if (changed) {
            AuditLog.entry().addKeyValue("user", user).log("account-woke");
            LOG.atInfo().addKeyValue("user", user).log("account-woke");
        }
        read();
        return changed;
    }
}
