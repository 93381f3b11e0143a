/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.util.List;

/** Where a browser goes on once somebody has signed in: one of our own pages, and nothing else that a link could say. */
final class ReturnPath {

    static final String HOME = "/account";

    private static final List<String> PAGES = List.of(
            HOME,
            "/index.php/login/v2/flow",
            "/apps/open",
            "/s",
            "/ocm-invite",
            "/archiver",
            "/remote.php/webdav",
            "/webdav",
            "/remote.php/dav",
            "/dav");
    private static final int LONGEST = 2000;

    private ReturnPath() {}

    /** The address, where it is one of ours; else that of the account's page. */
    static String of(String wanted) {
        boolean plain = wanted.length() <= LONGEST
                && wanted.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\')
                && !wanted.contains("..")
                && !wanted.startsWith("//");
        return plain && (wanted.equals("/") || PAGES.stream().anyMatch(page -> isAt(wanted, page))) ? wanted : HOME;
    }

    private static boolean isAt(String wanted, String page) {
        return wanted.equals(page) || wanted.startsWith(page + '?') || wanted.startsWith(page + '/');
    }
}
