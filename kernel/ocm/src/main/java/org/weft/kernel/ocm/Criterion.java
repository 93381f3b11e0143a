/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.util.Optional;

/** What a peer demands before it takes a share. What it demands beside these is not known here. */
public enum Criterion {
    MUST_USE_HTTP_SIG("must-use-http-sig", "http-request-signatures"),
    MUST_EXCHANGE_TOKEN("must-exchange-token", "token-exchange"),
    MUST_INVITE("must-invite", "invite"),
    DENYLIST("denylist", "denylist"),
    ALLOWLIST("allowlist", "allowlist");

    private final String word;
    private final String olderWord;

    Criterion(String word, String olderWord) {
        this.word = word;
        this.olderWord = olderWord;
    }

    /** As the present version writes it. */
    public String word() {
        return word;
    }

    static Optional<Criterion> of(String written) {
        for (Criterion criterion : values()) {
            if (criterion.word.equals(written) || criterion.olderWord.equals(written)) {
                return Optional.of(criterion);
            }
        }
        return Optional.empty();
    }
}
