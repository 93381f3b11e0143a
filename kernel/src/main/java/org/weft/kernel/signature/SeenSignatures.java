/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.signature;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * The signatures of the last minutes, because a signature alone does not tell a request from its repetition. For this
 * node only: what must not happen twice on a site is made idempotent besides. Bounded; thread-safe.
 */
public final class SeenSignatures {

    private static final int MOST = 100_000;

    private final Cache<String, Boolean> seen;

    /**
     * @param window how long a signature is good for: age and skew together
     */
    public SeenSignatures(Duration window) {
        this.seen =
                Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(window).build();
    }

    /** Whether this is the first time that the signature is seen. */
    public boolean first(String keyId, String fingerprint) {
        return seen.asMap().putIfAbsent(keyId + '\n' + fingerprint, Boolean.TRUE) == null;
    }
}
