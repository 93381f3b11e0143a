/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Node;

/**
 * What the things that other sites share were like when somebody last looked. Whoever wants to know what the folder of all of
 * them comes to is told that, and waits for no other site; what is older than half a minute is looked at again afterwards: one
 * thing of a site after the other, and a site that does not answer is left alone for a minute. What was never seen does not
 * count yet, and what was seen counts until its site says that it is gone. A listing looks for itself, but not at what did not
 * answer the last time. Bounded; thread-safe.
 */
final class LastSeen {

    private static final Logger LOG = LoggerFactory.getLogger(LastSeen.class);
    private static final int MOST = 200_000;
    private static final int MOST_SITES_AT_ONCE = 64;
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final ReceivedItems received;
    private final Ticker ticker;
    private final Cache<ShareId, Seen> seen =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<String, Boolean> silent;

    /** What did not answer when it was looked at last. */
    private final Cache<ShareId, Boolean> unanswered =
            Caffeine.newBuilder().maximumSize(MOST).build();

    private final Semaphore turns = new Semaphore(MOST_SITES_AT_ONCE);

    /** @param node null when nothing was there */
    private record Seen(@Nullable Node node, long looked) {}

    LastSeen(ReceivedItems received, Ticker ticker) {
        this.received = received;
        this.ticker = ticker;
        this.silent = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(QUIET)
                .maximumSize(MOST)
                .build();
    }

    /**
     * Adds what is known of some to what all come to, and has looked at what should be looked at.
     *
     * @param look looks, and fails when the site does not answer
     */
    void add(List<ReceivedItems.Elsewhere> items, FolderSummary summary, Consumer<ReceivedItems.Elsewhere> look) {
        Map<String, List<ReceivedItems.Elsewhere>> stale = new HashMap<>();
        for (ReceivedItems.Elsewhere item : items) {
            Seen last = seen.getIfPresent(item.share());
            Node node = last == null ? null : last.node();
            if (node != null) {
                summary.add(item.name(), node.etag(), node.size(), node.mtime());
            }
            if (isStale(last) && silent.getIfPresent(item.host()) == null) {
                stale.computeIfAbsent(item.host(), host -> new ArrayList<>()).add(item);
            }
        }
        stale.forEach((host, some) -> received.soon(host, () -> look(host, some, look)));
    }

    /**
     * Whether a listing tells what is remembered of something, rather than wait for its site. It is looked at again afterwards.
     *
     * @param look as for {@link #add}
     */
    boolean isSilent(ReceivedItems.Elsewhere item, Consumer<ReceivedItems.Elsewhere> look) {
        boolean quiet = silent.getIfPresent(item.host()) != null;
        if (!quiet && unanswered.getIfPresent(item.share()) == null) {
            return false;
        }
        if (!quiet) {
            received.soon(item.host(), () -> look(item.host(), List.of(item), look));
        }
        return true;
    }

    /**
     * What something was like when it was last seen; what is told of what was never seen when nobody has.
     *
     * @throws NotFound when its site has said that it is gone
     */
    Node remembered(ReceivedItems.Elsewhere item) {
        Seen last = seen.getIfPresent(item.share());
        if (last == null) {
            return received.unseen(item);
        }
        Node node = last.node();
        if (node == null) {
            throw NotVisible.error();
        }
        return node;
    }

    private boolean isStale(@Nullable Seen last) {
        return last == null || ticker.read() - last.looked() >= FRESH.toNanos();
    }

    private void look(String host, List<ReceivedItems.Elsewhere> items, Consumer<ReceivedItems.Elsewhere> look) {
        if (!turns.tryAcquire()) {
            return;
        }
        try {
            for (ReceivedItems.Elsewhere item : items) {
                if (isStale(seen.getIfPresent(item.share()))) {
                    look.accept(item);
                }
            }
        } catch (WeftException unreachable) {
            silent.put(host, true);
            LOG.atInfo()
                    .addKeyValue("host", host)
                    .addKeyValue("reason", unreachable.text())
                    .log("received-not-looked-at");
        } finally {
            turns.release();
        }
    }

    /** Takes note of what somebody saw. */
    void saw(ReceivedItems.Elsewhere item, Node node) {
        seen.put(item.share(), new Seen(node, ticker.read()));
        unanswered.invalidate(item.share());
    }

    /** Takes note that somebody could see nothing; unless the site itself says so, what was seen before still counts. */
    void missed(ReceivedItems.Elsewhere item, WeftException why) {
        if (isGone(why)) {
            seen.put(item.share(), new Seen(null, ticker.read()));
            unanswered.invalidate(item.share());
        } else {
            unanswered.put(item.share(), true);
            silent.put(item.host(), true);
        }
    }

    /** Whether that is the word of the site, and not its silence. */
    static boolean isGone(WeftException why) {
        return why instanceof NotFound || why instanceof Forbidden;
    }
}
