/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.util.Optional;
import java.util.Set;

/** What a peer says it can do. What it says beside these means nothing here. */
public enum Capability {
    ENFORCE_MFA("enforce-mfa", Set.of("mfa-capable")),
    EXCHANGE_TOKEN("exchange-token", Set.of()),
    HTTP_SIG("http-sig", Set.of()),
    INVITES("invites", Set.of("invite-accepted")),
    INVITE_WAYF("invite-wayf", Set.of()),
    NOTIFICATIONS("notifications", Set.of()),
    PROTOCOL_OBJECT("protocol-object", Set.of()),
    WEBDAV_URI("webdav-uri", Set.of());

    private final String word;
    private final Set<String> olderWords;

    Capability(String word, Set<String> olderWords) {
        this.word = word;
        this.olderWords = olderWords;
    }

    /** As the present version writes it. */
    public String word() {
        return word;
    }

    /** What a peer means; older versions write paths, and other words. */
    static Optional<Capability> of(String written) {
        String bare = written.startsWith("/") ? written.substring(1) : written;
        for (Capability capability : values()) {
            if (capability.word.equals(bare) || capability.olderWords.contains(bare)) {
                return Optional.of(capability);
            }
        }
        return Optional.empty();
    }
}
