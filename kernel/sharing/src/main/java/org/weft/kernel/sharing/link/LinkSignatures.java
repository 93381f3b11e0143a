/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.weft.spi.share.Link;

/**
 * Signatures that open a link for half an hour without its password, for downloads that a browser starts by itself. The
 * key is the hash that the password is kept as, so a new password ends them; a link without a password needs none.
 * Thread-safe.
 */
public final class LinkSignatures {

    private static final Duration LIFETIME = Duration.ofMinutes(30);
    private static final String ALGORITHM = "HmacSHA256";

    private final Clock clock;

    LinkSignatures(Clock clock) {
        this.clock = clock;
    }

    /**
     * A signature.
     *
     * @param text hexadecimal
     * @param expires to the second
     */
    public record Signature(String text, Instant expires) {
        /** Never shows it. */
        @Override
        public String toString() {
            return "signature until " + expires;
        }
    }

    /** Signs; empty for a link without a password. */
    public Optional<Signature> sign(Link link) {
        Instant expires = clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
        return link.passwordHash().map(hash -> new Signature(signature(hash, link, expires), expires));
    }

    boolean isValid(Link link, Signature shown) {
        Instant now = clock.instant();
        if (!now.isBefore(shown.expires()) || shown.expires().isAfter(now.plus(LIFETIME))) {
            return false;
        }
        return link.passwordHash()
                .filter(hash -> MessageDigest.isEqual(
                        signature(hash, link, shown.expires()).getBytes(StandardCharsets.UTF_8),
                        shown.text().getBytes(StandardCharsets.UTF_8)))
                .isPresent();
    }

    private static String signature(String hash, Link link, Instant expires) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(("weft link " + hash).getBytes(StandardCharsets.UTF_8), ALGORITHM));
            String text = link.id() + "|" + link.token() + '|' + expires.getEpochSecond();
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
