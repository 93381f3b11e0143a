/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.sharing.OcmPeers.Notice;
import org.weft.kernel.state.NoticeTable;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Rights;

/**
 * Tells other sites what became of shares: at once, without making anybody wait, and again until they have heard it, for some
 * days and across restarts. What happened holds here whether they hear it or not. Thread-safe.
 */
public final class OcmNotices {

    private static final Logger LOG = LoggerFactory.getLogger(OcmNotices.class);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(4);
    private static final Duration GIVEN_UP = Duration.ofDays(4);
    private static final int BATCH = 100;

    private final OcmPeers peers;
    private final NoticeTable table;
    private final ShareSecrets secrets;
    private final ExecutorService executor;
    private final Clock clock;

    public OcmNotices(OcmPeers peers, NoticeTable table, ShareSecrets secrets, ExecutorService executor, Clock clock) {
        this.peers = peers;
        this.table = table;
        this.secrets = secrets;
        this.executor = executor;
        this.clock = clock;
    }

    /** Keeps a notice, and tries to send it. */
    void send(Notice notice) {
        Instant now = clock.instant();
        String key = ShareSecrets.fresh(12);
        NoticeTable.Row row = new NoticeTable.Row(
                key,
                notice.to().text(),
                notice.kind().name(),
                notice.id(),
                notice.ours(),
                notice.grantee(),
                notice.rights().map(rights -> String.join(" ", OcmRights.words(rights))),
                secrets.seal(notice.secret(), new ShareId(key)),
                now.toEpochMilli(),
                now.plus(FIRST).toEpochMilli(),
                0);
        table.add(row);
        try {
            executor.execute(() -> attempt(row));
        } catch (RejectedExecutionException ending) {
            LOG.atDebug().addKeyValue("host", notice.to()).log("ocm-notice-left-for-later");
        }
    }

    /** Sends what is due. */
    public void retry() {
        for (NoticeTable.Row row : table.due(clock.instant().toEpochMilli(), BATCH)) {
            attempt(row);
        }
    }

    private void attempt(NoticeTable.Row row) {
        Optional<Rights> rights = row.words().map(words -> OcmRights.of(java.util.List.of(words.split(" "))));
        Notice notice = new Notice(
                PeerHost.parse(row.host()),
                Notice.Kind.valueOf(row.kind()),
                row.share(),
                row.ours(),
                row.grantee(),
                rights,
                secrets.open(row.secret(), new ShareId(row.key())).orElse(""));
        try {
            peers.tell(notice);
            table.remove(row.key());
        } catch (Unavailable | Throttled later) {
            postpone(row, later);
        } catch (WeftException refused) {
            LOG.atInfo()
                    .addKeyValue("host", row.host())
                    .addKeyValue("kind", row.kind())
                    .addKeyValue("reason", refused.text())
                    .log("ocm-notice-refused");
            table.remove(row.key());
        }
    }

    private void postpone(NoticeTable.Row row, WeftException why) {
        Instant now = clock.instant();
        if (Instant.ofEpochMilli(row.created()).plus(GIVEN_UP).isBefore(now)) {
            LOG.atWarn()
                    .addKeyValue("host", row.host())
                    .addKeyValue("kind", row.kind())
                    .addKeyValue("reason", why.text())
                    .log("ocm-notice-given-up");
            table.remove(row.key());
            return;
        }
        Duration wait = FIRST.multipliedBy(1L << Math.min(row.attempts(), 8));
        Duration bounded = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        table.postpone(row.key(), now.plus(bounded).toEpochMilli(), row.attempts() + 1);
    }
}
