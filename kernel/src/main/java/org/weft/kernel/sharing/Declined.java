/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.weft.spi.UserId;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;

/**
 * Which shares a user has declined: these give nothing, except that nobody gets rid of a denial so. That a share was not
 * declined is remembered for a moment; that it was is asked again each time, so that one who changes their mind need not
 * wait on any node. Thread-safe.
 */
final class Declined {

    private static final int AT_ONCE = 20;

    private final ShareRows rows;
    private final Cache<Key, Boolean> kept = Caffeine.newBuilder()
            .maximumSize(200_000)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    private record Key(ShareId share, UserId user) {}

    Declined(ShareRows rows) {
        this.rows = rows;
    }

    /** The shares that the user has not declined. */
    List<Share> without(UserId user, List<Share> shares) {
        List<Share> unsure = shares.stream()
                .filter(share -> !share.rights().isEmpty())
                .filter(share -> kept.getIfPresent(new Key(share.id(), user)) == null)
                .toList();
        Set<ShareId> declined = new HashSet<>();
        if (unsure.size() > AT_ONCE) {
            rows.receptions(user).stream().filter(Declined::isDeclined).forEach(one -> declined.add(one.share()));
        } else {
            for (Share share : unsure) {
                rows.reception(share.id(), user)
                        .filter(Declined::isDeclined)
                        .ifPresent(one -> declined.add(one.share()));
            }
        }
        unsure.stream()
                .filter(share -> !declined.contains(share.id()))
                .forEach(share -> kept.put(new Key(share.id(), user), true));
        List<Share> rest = new ArrayList<>(shares);
        rest.removeIf(share -> declined.contains(share.id()));
        return rest;
    }

    private static boolean isDeclined(Reception reception) {
        return reception.state() == ShareState.REJECTED;
    }

    /** A user of this node has decided. */
    void forget(ShareId share, UserId user) {
        kept.invalidate(new Key(share, user));
    }
}
