/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.util.Optional;

/** What a peer says it can do. What it says beside these means nothing here. */
public enum Capability {
    ENFORCE_MFA("enforce-mfa", "mfa-capable"),
    EXCHANGE_TOKEN("exchange-token", ""),
    HTTP_SIG("http-sig", ""),
    INVITES("invites", "invite-accepted"),
    INVITE_WAYF("invite-wayf", ""),
    NOTIFICATIONS("notifications", ""),
    PROTOCOL_OBJECT("protocol-object", ""),
    WEBDAV_URI("webdav-uri", "");

    private final String word;
    private final String olderWord;

    Capability(String word, String olderWord) {
        this.word = word;
        this.olderWord = olderWord;
    }

    /** As the present version writes it. */
    public String word() {
        return word;
    }

    /** What a peer means; older versions write paths, and other words. */
    static Optional<Capability> of(String written) {
        String bare = written.startsWith("/") ? written.substring(1) : written;
        for (Capability capability : values()) {
            if (capability.word.equals(bare) || capability.olderWord.equals(bare)) {
                return Optional.of(capability);
            }
        }
        return Optional.empty();
    }
}
