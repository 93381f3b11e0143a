/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.peer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.sharing.db.NoticeTable;
import org.weft.kernel.sharing.db.NoticeTable.Row;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unavailable;

/**
 * What other sites have to be told: at once, without making anybody wait, and again until they have heard it, for
 * {@link #GIVEN_UP} and across restarts. A site that does not trust this one is asked again like one that is down, since
 * clocks, keys and lists of partners are put right; what it says it does not know or want is final. One site after the
 * other is told in its own thread, so that one that hangs keeps nobody else waiting. Of several servers of this site the one
 * tells a notice that has claimed it; what a server claimed that is gone is told by another after {@link #CLAIMED}.
 * Thread-safe.
 */
public final class NoticeQueue {

    /** After which a site is left alone. */
    public static final Duration GIVEN_UP = Duration.ofDays(4);

    private static final Logger LOG = LoggerFactory.getLogger(NoticeQueue.class);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(4);
    private static final int BATCH = 500;

    /** Longer than any site is waited for. */
    public static final Duration CLAIMED = Duration.ofMinutes(2);

    private final NoticeTable table;
    private final Executor executor;
    private final Outcomes outcomes;
    private final Clock clock;
    private final Map<String, Teller> tellers = new ConcurrentHashMap<>();
    private final PerHostExecutor turns;
    private final AtomicLong newest = new AtomicLong();

    /** Is told what became of each notice, to count it. */
    @FunctionalInterface
    public interface Outcomes {

        /** @param outcome {@code told}, {@code postponed}, {@code refused} or {@code given-up} */
        void became(String outcome);
    }

    /** Tells another site one kind of thing; throws what a failure means. */
    @FunctionalInterface
    public interface Teller {
        void tell(Row row);
    }

    public NoticeQueue(NoticeTable table, Executor executor, Outcomes outcomes, Clock clock) {
        this.table = table;
        this.executor = executor;
        this.turns = new PerHostExecutor(executor);
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /** How many notices no site has confirmed yet. */
    public long waiting() {
        return table.count();
    }

    /** Says how one kind of notice is told. Before the server starts. */
    public void on(String kind, Teller teller) {
        tellers.put(kind, teller);
    }

    /**
     * Keeps a notice, and tries to send it.
     *
     * @param key names it
     * @param subject what it is about
     * @param words what else is to be told; empty for nothing
     * @param sealed a secret, encrypted; empty for none
     */
    public void add(String key, PeerHost to, String kind, Subject subject, String words, String sealed) {
        Instant now = clock.instant();
        Row row = new Row(
                key,
                to.text(),
                kind,
                subject.id(),
                subject.ours(),
                subject.other(),
                Optional.of(words).filter(text -> !text.isEmpty()),
                sealed,
                after(now.toEpochMilli()),
                now.plus(FIRST).toEpochMilli(),
                0);
        String claim = ShareSecrets.fresh(12);
        table.add(row, claim);
        try {
            executor.execute(() -> attempt(row, claim));
        } catch (RejectedExecutionException ending) {
            LOG.atDebug().addKeyValue("host", to).log("ocm-notice-left-for-later");
        }
    }

    /** A moment of each notice's own, so that those of one millisecond are told in their order too. */
    private long after(long now) {
        return newest.updateAndGet(last -> Math.max(last + 1, now));
    }

    /**
     * What a notice is about.
     *
     * @param id what its sender calls it
     * @param ours whether it is from here
     * @param other who it concerns there, in the words of that site
     */
    public record Subject(String id, boolean ours, String other) {}

    /** Sends what is due. */
    public void retry() {
        for (String host : table.hosts(clock.instant().toEpochMilli(), BATCH)) {
            turns.take(host, () -> inTurn(host));
        }
    }

    private void inTurn(String host) {
        Instant now = clock.instant();
        String claim = ShareSecrets.fresh(12);
        boolean answers = true;
        for (Row row : table.claim(host, claim, now.toEpochMilli(), claimed(now), BATCH)) {
            if (answers) {
                answers = attempt(row, claim);
            } else {
                postpone(row, claim, new Unavailable("it did not answer to the notice before this one"));
            }
        }
    }

    private static long claimed(Instant now) {
        return now.plus(CLAIMED).toEpochMilli();
    }

    /** @return false when the site can't be spoken with at the moment */
    private boolean attempt(Row row, String claim) {
        if (!table.hold(row.key(), claim, claimed(clock.instant()))) {
            return true; // it took too long to come to this one, and another server tells it
        }
        Teller teller = tellers.get(row.kind());
        try {
            if (teller == null) {
                throw new WeftException.Unsupported("this version does not know such a notice");
            }
            teller.tell(row);
            table.remove(row.key());
            outcomes.became("told");
        } catch (Unavailable | Throttled later) {
            postpone(row, claim, later);
            return false;
        } catch (Forbidden mistrust) {
            postpone(row, claim, mistrust);
        } catch (WeftException refused) {
            LOG.atInfo()
                    .addKeyValue("host", row.host())
                    .addKeyValue("kind", row.kind())
                    .addKeyValue("reason", refused.text())
                    .log("ocm-notice-refused");
            table.remove(row.key());
            outcomes.became("refused");
        }
        return true;
    }

    private void postpone(Row row, String claim, WeftException why) {
        Instant now = clock.instant();
        if (Instant.ofEpochMilli(row.created()).plus(GIVEN_UP).isBefore(now)) {
            LOG.atWarn()
                    .addKeyValue("host", row.host())
                    .addKeyValue("kind", row.kind())
                    .addKeyValue("reason", why.text())
                    .log("ocm-notice-given-up");
            table.remove(row.key());
            outcomes.became("given-up");
            return;
        }
        if (row.attempts() == 0) {
            LOG.atInfo()
                    .addKeyValue("host", row.host())
                    .addKeyValue("kind", row.kind())
                    .addKeyValue("reason", why.text())
                    .log("ocm-notice-postponed");
        }
        Duration wait = FIRST.multipliedBy(1L << Math.min(row.attempts(), 8));
        Duration bounded = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        table.postpone(row.key(), claim, now.plus(bounded).toEpochMilli(), row.attempts() + 1);
        outcomes.became("postponed");
    }
}
