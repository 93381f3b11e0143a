/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What pads are called. Who knows a pad's name may type there, so it follows from the file and the lock by a key: those who
 * edit a file come to the same pad, nobody can guess it, and the next time it is another.
 */
final class PadNames {

    private static final String LOCK = "etherpad:";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    PadNames(String apiKey) {
        this.key = new SecretKeySpec(("pad names " + apiKey).getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** A lock that was never there. Everybody who sees the file sees it, so it tells nothing. */
    String newLock() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return LOCK + HexFormat.of().formatHex(bytes);
    }

    static Optional<String> ours(String lock) {
        return Optional.of(lock).filter(id -> id.startsWith(LOCK));
    }

    /** The pad of a file while it has this lock. */
    String edited(String file, String lock) {
        return "weft-" + hash(file + ' ' + lock);
    }

    /** The pad of a content that is only looked at. */
    String shown(String file, String version) {
        return "weft-view-" + hash("view " + file + ' ' + version);
    }

    private String hash(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, missing);
        }
    }
}
