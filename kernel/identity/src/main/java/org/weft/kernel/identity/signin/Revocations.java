/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.identity.db.RevocationTable;
import org.weft.kernel.identity.db.RevocationTable.Row;
import org.weft.kernel.identity.token.CredentialRef;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Unavailable;

/**
 * What lets nobody in any more, though tokens that were made from it have not expired: app passwords that were taken away,
 * and what a provider said before somebody signed out there. Each request asks the memory; what other nodes have ended comes
 * there within {@link #PAUSE}. Thread-safe.
 */
public final class Revocations {

    /** How often to {@link #read}. */
    public static final Duration PAUSE = Duration.ofSeconds(2);

    /** An order to transfer a file lasts two days; no other token lasts longer. */
    public static final Duration LONGEST = Duration.ofDays(3);

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    /** More are looked up one by one. */
    private static final int REMEMBERED = 100_000;

    private static final int NOTED = 20_000;

    /** By how much the clocks of nodes may differ, and how long a row may take to be seen by others. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private final RevocationTable table;
    private final Duration longest;
    private final Clock clock;
    private final Cache<String, Row> memory =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final Cache<List<String>, Boolean> noted =
            Caffeine.newBuilder().maximumSize(NOTED).build();
    private volatile Instant seen = Instant.EPOCH;
    private volatile boolean overflowing;

    /** For as long as any token lives. */
    public Revocations(RevocationTable table, Clock clock) {
        this(table, LONGEST, clock);
    }

    /** @param longest how long any token lives */
    Revocations(RevocationTable table, Duration longest, Clock clock) {
        this.table = table;
        this.longest = longest;
        this.clock = clock;
        read();
    }

    /** Reads what was ended, on other nodes too; call it every {@link #PAUSE}. */
    public void read() {
        Instant now = clock.instant();
        try {
            List<Row> rows = table.since(seen, REMEMBERED);
            overflowing |= rows.size() == REMEMBERED;
            rows.forEach(row -> memory.put(row.voucher(), row));
            seen = now.minus(OVERLAP);
        } catch (Unavailable busy) {
            LOG.atWarn().addKeyValue("reason", busy.text()).log("sign-in-endings-unreadable");
        }
    }

    /** From now on nothing that was made from this voucher lets anybody in. */
    void revoke(String voucher) {
        revoke(voucher, clock.instant());
    }

    /**
     * Ends what was given on a voucher.
     *
     * @param at what was given later goes on
     */
    void revoke(String voucher, Instant at) {
        Instant now = clock.instant();
        Row row = new Row(voucher, at, now.plus(longest));
        table.put(row, now);
        memory.put(voucher, row);
    }

    /** Whether what was given out on this voucher is over. Costs no question to anybody. */
    boolean isRevoked(CredentialRef credential) {
        if (credential.name().isEmpty()) {
            return false;
        }
        Row row = memory.getIfPresent(credential.name());
        if (row == null && overflowing) {
            row = table.find(credential.name()).orElse(null);
        }
        return row != null && !credential.since().isAfter(row.ended());
    }

    /** Ends what providers elsewhere have said of somebody until now. */
    public void revokedAt(UserId user) {
        table.meanings(user).forEach(meaning -> revoke(CredentialRef.ofProvider(meaning.source(), meaning.subject())));
    }

    /** Notes whom a provider means by a subject of its own. */
    public void remember(String source, String subject, UserId user) {
        List<String> pair = List.of(source, subject, user.toString());
        if (noted.getIfPresent(pair) == null) {
            table.means(source, subject, user);
            noted.put(pair, true);
        }
    }

    /** Whom a provider has meant by a subject. */
    List<UserId> usersOf(String source, String subject) {
        return table.meant(source, subject);
    }

    /** Whom a provider has meant by a subject, and by no other: an account that several share is none of them. */
    List<UserId> onlyUserOf(String source, String subject) {
        return table.meant(source, subject).stream()
                .filter(user -> table.meanings(user).stream()
                                .filter(meaning -> meaning.source().equals(source))
                                .count()
                        == 1)
                .toList();
    }

    /** Forgets what could let nobody in anyway; call it now and then. */
    public void sweep() {
        Instant now = clock.instant();
        table.removeExpired(now);
        memory.asMap().values().removeIf(row -> !row.until().isAfter(now));
        overflowing = memory.estimatedSize() >= REMEMBERED;
    }
}
