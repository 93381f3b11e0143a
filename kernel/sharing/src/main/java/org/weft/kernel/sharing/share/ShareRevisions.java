/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.weft.kernel.sharing.db.ShareRevisionTable;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Share;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.Grant;

/** Tells whether what is remembered of shares still holds, on this node and on others. Thread-safe. */
public final class ShareRevisions {

    private static final int MOST_EMPTY_HANDED = 100_000;
    private static final int COUNTERS = 1 << 14;
    private static final int MOST_SPACES = 100_000;

    /** So late does a node see the first thing that somebody receives by way of another one, at most. */
    private static final Duration TRUSTED = Duration.ofSeconds(5);

    private final ShareRevisionTable table;

    /** The spaces with shares, with revisions of this process; unused where other nodes change shares. */
    private final Map<SpaceKey, Long> known = new ConcurrentHashMap<>();

    /** Which revision of shares belongs to which one of what a space gives; where other nodes change them. */
    private final Cache<SpaceKey, Seen> seen =
            Caffeine.newBuilder().maximumSize(MOST_SPACES).build();

    /** Who has never received anything, with the count of their own changes at which that was found out. */
    private final Cache<Receiver, Long> emptyHanded;

    /**
     * How often what somebody receives was changed by this process. A few receivers have one counter together: a change of one
     * makes the others ask once more, and no more memory is taken for a million than for one.
     */
    private final AtomicLongArray changes = new AtomicLongArray(COUNTERS);

    private record Seen(long given, long shares) {}

    private record Receiver(UserId user, Set<GroupId> groups) {}

    public ShareRevisions(ShareRevisionTable table) {
        this.table = table;
        Caffeine<Object, Object> bounded = Caffeine.newBuilder().maximumSize(MOST_EMPTY_HANDED);
        this.emptyHanded = table.isShared() ? bounded.expireAfterWrite(TRUSTED).build() : bounded.build();
        if (!table.isShared()) {
            table.spaces().forEach(space -> known.put(space, 1L));
        }
    }

    boolean isShared() {
        return table.isShared();
    }

    /** The revision of a space; 0 when nothing of it was ever shared. */
    long of(SpaceKey space) {
        return table.isShared() ? table.revision(space) : known.getOrDefault(space, 0L);
    }

    /** The same for who has just read the revision of what the space gives, with which this one rises. */
    long of(SpaceKey space, long given) {
        if (!table.isShared()) {
            return of(space);
        }
        Seen last = seen.getIfPresent(space);
        if (last != null && last.given() == given) {
            return last.shares();
        }
        long shares = table.revision(space);
        seen.put(space, new Seen(given, shares));
        return shares;
    }

    /** The spaces of which something was ever shared, in order, from one on. */
    List<SpaceKey> spacesFrom(SpaceKey first) {
        return table.spaces().stream()
                .filter(space -> space.compareTo(first) >= 0)
                .sorted()
                .toList();
    }

    /** Rises with every change of what a caller receives. */
    long received(Caller caller) {
        return table.received(words(caller));
    }

    private static List<String> words(Caller caller) {
        List<String> receivers = new ArrayList<>();
        receivers.add(word(caller.user()));
        caller.groups().forEach(group -> receivers.add(word(group)));
        return receivers;
    }

    /** Rises when this process changes what one of them receives. */
    private long changes(List<String> receivers) {
        long sum = 0;
        for (String receiver : receivers) {
            sum += changes.get(counter(receiver));
        }
        return sum;
    }

    private static int counter(String receiver) {
        int hash = receiver.hashCode();
        return (hash ^ (hash >>> 16)) & (COUNTERS - 1);
    }

    /**
     * Whether the caller has never received anything; remembered, so that those whom nobody shares with cost no question.
     */
    boolean isEmptyHanded(Caller caller) {
        Receiver receiver = new Receiver(caller.user(), caller.groups());
        List<String> words = words(caller);
        long now = changes(words);
        Long known = emptyHanded.getIfPresent(receiver);
        if (known != null && known == now) {
            return true;
        }
        boolean empty = table.received(words) == 0;
        if (empty) {
            emptyHanded.put(receiver, now);
        }
        return empty;
    }

    /** Before and after a change: whoever reads in between asks again, and nobody misses that there is something. */
    void changed(Collection<SpaceKey> spaces, Collection<String> receivers) {
        table.bump(spaces, receivers);
        receivers.forEach(receiver -> changes.incrementAndGet(counter(receiver)));
        if (!table.isShared()) {
            spaces.forEach(space -> known.merge(space, 1L, Long::sum));
        }
    }

    static Optional<SpaceKey> space(Share share) {
        return share.resource().map(resource -> new SpaceKey(resource.storage(), resource.space()));
    }

    /** Who receives a share, in one word; nobody of this site for a link and for one that goes to another site. */
    static Optional<String> receiver(Share share) {
        return switch (share) {
            case UserShare user -> Optional.of(word(user.grantee()));
            case GroupShare group -> Optional.of(word(group.grantee()));
            case OcmIn incoming ->
                Optional.of(
                        switch (incoming.grantee()) {
                            case Grant.ToUser to -> word(to.user());
                            case Grant.ToGroup to -> word(to.group());
                        });
            case Link link -> Optional.empty();
            case OcmOut outgoing -> Optional.empty();
        };
    }

    static String word(UserId user) {
        return "user " + user.opaque() + " " + user.idp();
    }

    private static String word(GroupId group) {
        return "group " + group.opaque() + " " + group.idp();
    }
}
