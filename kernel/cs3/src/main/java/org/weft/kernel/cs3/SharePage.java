/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.util.function.BooleanSupplier;
import org.weft.spi.share.ShareId;

/** Cuts a page out of shares that come in the order of their ids. Used by one thread, once. */
final class SharePage {

    private final int most;
    private final String after;
    private int count;
    private String last = "";
    private String next = "";

    private SharePage(int most, String after) {
        this.most = most;
        this.after = after;
    }

    /** @param size how many; 0 for as many as are told at once */
    static SharePage of(int size, String token) {
        PageRequest page = PageRequest.of(size, token);
        int most = page.size() == 0 ? SharesEndpoint.MOST : Math.min(page.size(), SharesEndpoint.MOST);
        return new SharePage(most, page.after().orElse(""));
    }

    /** The id behind which the page begins; empty for the first. */
    String after() {
        return after;
    }

    /**
     * Takes a share into the page.
     *
     * @param taking tells whether it is of use
     * @return false when the page was full before
     */
    boolean take(ShareId id, BooleanSupplier taking) {
        if (count == most) {
            next = PageRequest.token(last);
            return false;
        }
        if (taking.getAsBoolean()) {
            count++;
            last = id.value();
        }
        return true;
    }

    /** The token of the next page; empty when there is none. */
    String next() {
        return next;
    }
}
