/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.weft.app.wopi.WopiConfig.Proofs;
import org.weft.spi.http.Exchange;

/**
 * Whether a request was signed by the application. When its key changes, the application signs with the old and the new one
 * for a while, and hosts may know either; both are taken, but never an old signature of an old key. Thread-safe.
 */
final class ProofCheck {

    /** How old a signature may be; and how far in the future, for clocks differ. */
    private static final Duration LIFETIME = Duration.ofMinutes(20);

    /** The ticks of 100 ns between the years 1 and 1970. */
    private static final long EPOCH = 621_355_968_000_000_000L;

    private static final long TICKS = 10_000_000;

    private final Proofs proofs;
    private final DiscoveryWatch watch;
    private final Clock clock;

    ProofCheck(Proofs proofs, DiscoveryWatch watch, Clock clock) {
        this.proofs = proofs;
        this.watch = watch;
        this.clock = clock;
    }

    /**
     * @param url the request's URL as the application wrote it
     * @throws Refusal 500, as the protocol wants, when the request is not signed as it must be
     */
    void require(Exchange exchange, String url, String token) {
        if (proofs == Proofs.OFF) {
            return;
        }
        Optional<Discovery> discovery = watch.current();
        if (discovery.isEmpty()) {
            throw new Refusal(500, "the application's key is not known at the moment");
        }
        Optional<ProofKeys> keys = discovery.get().keys();
        if (keys.isEmpty()) {
            if (proofs == Proofs.AUTO) {
                return;
            }
            throw new Refusal(
                    500, "the application's discovery holds no key, and this site takes signed requests only");
        }
        Proof proof = proof(exchange, url, token);
        if (isSigned(proof, keys.get())) {
            return;
        }
        boolean renewed = watch.again()
                && watch.current()
                        .flatMap(Discovery::keys)
                        .filter(fresh -> isSigned(proof, fresh))
                        .isPresent();
        if (!renewed) {
            throw new Refusal(500, "the request's signature is not the application's");
        }
    }

    /**
     * What a request shows.
     *
     * @param text what must be signed
     * @param signature by the current key
     * @param old by the key before
     */
    private record Proof(byte[] text, byte[] signature, byte[] old) {}

    private Proof proof(Exchange exchange, String url, String token) {
        String stamp = exchange.header("X-WOPI-TimeStamp").orElse("");
        long ticks;
        try {
            ticks = Long.parseLong(stamp);
        } catch (NumberFormatException odd) {
            throw new Refusal(500, "the request's time stamp is no number");
        }
        Instant made = Instant.ofEpochSecond(Math.floorDiv(ticks - EPOCH, TICKS));
        Duration age = Duration.between(made, clock.instant()).abs();
        if (ticks < EPOCH || age.compareTo(LIFETIME) > 0) {
            throw new Refusal(500, "the request's signature is too old");
        }
        return new Proof(
                text(token, url, ticks),
                decoded(exchange.header("X-WOPI-Proof").orElse("")),
                decoded(exchange.header("X-WOPI-ProofOld").orElse("")));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException odd) {
            throw new Refusal(500, "the request's signature is no base64");
        }
    }

    /** Lengths and contents of token, URL in upper case, and time stamp; numbers are big-endian. */
    static byte[] text(String token, String url, long ticks) {
        byte[] first = token.getBytes(StandardCharsets.UTF_8);
        byte[] second = url.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(first.length);
            out.write(first);
            out.writeInt(second.length);
            out.write(second);
            out.writeInt(Long.BYTES);
            out.writeLong(ticks);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static boolean isSigned(Proof proof, ProofKeys keys) {
        return verifies(keys.current(), proof.text(), proof.signature())
                || verifies(keys.current(), proof.text(), proof.old())
                || keys.old()
                        .filter(old -> verifies(old, proof.text(), proof.signature()))
                        .isPresent();
    }

    private static boolean verifies(PublicKey key, byte[] text, byte[] signature) {
        if (signature.length == 0) {
            return false;
        }
        try {
            Signature check = Signature.getInstance("SHA256withRSA");
            check.initVerify(key);
            check.update(text);
            return check.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }
}
