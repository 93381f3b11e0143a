/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.weft.spi.UserId;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;

/**
 * Which shares a user has declined: these give nothing, except that nobody gets rid of a denial so. Nothing is remembered here:
 * what follows is, until a share of the space changes, or somebody decides about one. Thread-safe.
 */
public final class DeclinedShares {

    private final ShareRepository rows;

    public DeclinedShares(ShareRepository rows) {
        this.rows = rows;
    }

    /** The shares that the user has not declined. */
    List<Share> without(UserId user, List<Share> shares) {
        List<Share> gifts =
                shares.stream().filter(share -> !share.rights().isEmpty()).toList();
        Set<ShareId> declined = new HashSet<>();
        if (gifts.size() > 1) {
            rows.receptions(user).stream().filter(DeclinedShares::isDeclined).forEach(one -> declined.add(one.share()));
        } else {
            gifts.stream()
                    .flatMap(share -> rows.reception(share.id(), user).stream())
                    .filter(DeclinedShares::isDeclined)
                    .forEach(one -> declined.add(one.share()));
        }
        return declined.isEmpty()
                ? shares
                : shares.stream()
                        .filter(share -> share.rights().isEmpty() || !declined.contains(share.id()))
                        .toList();
    }

    private static boolean isDeclined(Reception reception) {
        return reception.state() == ShareState.REJECTED;
    }
}
