/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing;

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
import java.util.concurrent.atomic.AtomicLong;
import org.weft.kernel.state.ShareRevisionTable;
import org.weft.kernel.state.SpaceKey;
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
final class ShareRevisions {

    private static final int MOST_EMPTY_HANDED = 100_000;

    /** So late does a node see the first thing that somebody receives by way of another one, at most. */
    private static final Duration TRUSTED = Duration.ofSeconds(5);

    private final ShareRevisionTable table;

    /** The spaces with shares, with revisions of this process; unused where other nodes change shares. */
    private final Map<SpaceKey, Long> known = new ConcurrentHashMap<>();

    /** Who has never received anything, with the count of changes of this process at which that was found out. */
    private final Cache<Receiver, Long> emptyHanded;

    private final AtomicLong changes = new AtomicLong();

    private record Receiver(UserId user, Set<GroupId> groups) {}

    ShareRevisions(ShareRevisionTable table) {
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

    /** The spaces of which something was ever shared, in order, from one on. */
    List<SpaceKey> spacesFrom(SpaceKey first) {
        return table.spaces().stream()
                .filter(space -> space.compareTo(first) >= 0)
                .sorted()
                .toList();
    }

    /** Rises with every change of what a caller receives. */
    long received(Caller caller) {
        List<String> receivers = new ArrayList<>();
        receivers.add(word(caller.user()));
        caller.groups().forEach(group -> receivers.add(word(group)));
        return table.received(receivers);
    }

    /**
     * Whether the caller has never received anything; remembered, so that those whom nobody shares with cost no question.
     */
    boolean isEmptyHanded(Caller caller) {
        Receiver receiver = new Receiver(caller.user(), caller.groups());
        long now = changes.get();
        Long known = emptyHanded.getIfPresent(receiver);
        if (known != null && known == now) {
            return true;
        }
        boolean empty = received(caller) == 0;
        if (empty) {
            emptyHanded.put(receiver, now);
        }
        return empty;
    }

    /** Before and after a change: whoever reads in between asks again, and nobody misses that there is something. */
    void changed(Collection<SpaceKey> spaces, Collection<String> receivers) {
        table.bump(spaces, receivers);
        if (!receivers.isEmpty()) {
            changes.incrementAndGet();
        }
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
