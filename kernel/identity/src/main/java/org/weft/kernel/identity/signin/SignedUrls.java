/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.weft.kernel.identity.db.UrlKeyTable;
import org.weft.kernel.identity.db.UrlKeyTable.Row;
import org.weft.kernel.identity.token.CredentialRef;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.ClientNetwork;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unauthenticated;

/**
 * Signs in whoever follows a URL that a person's program signed, as ownCloud's do: to read, for as long as the URL says, and
 * at most a day. The signature is PBKDF2 of the URL with the person's key as salt, in 10 000 rounds of HMAC-SHA-512. That is
 * dear on purpose, so few are computed at once, failures from an address are limited, and what was right is remembered for
 * a while, for the parts of one download. The key is read each time, so its end is the end of its URLs. Thread-safe.
 */
public final class SignedUrls {

    private static final Duration LONGEST = Duration.ofDays(1);

    /** How far ahead a client's clock may be. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final String ALGORITHM = "PBKDF2/10000-SHA512";
    private static final int ROUNDS = 10_000;
    private static final int BITS = 256;
    private static final int LONGEST_URL = 16 * 1024;
    private static final int NAMESAKES = 3;

    private final UrlKeyTable keys;
    private final SignIn signIn;
    private final Clock clock;
    private final FailureBackoff ofAddresses;
    private final Semaphore turns;
    private final Duration queue;
    private final SecureRandom random = new SecureRandom();
    private final SecretFingerprints fingerprints = new SecretFingerprints(new SecureRandom());
    private final Cache<ByteBuffer, Boolean> right;

    /** @param signIn knows accounts, and which are shut out */
    public SignedUrls(UrlKeyTable keys, SignIn signIn, SignInLimits limits, Clock clock) {
        this(keys, signIn, limits, clock, Ticker.systemTicker());
    }

    SignedUrls(UrlKeyTable keys, SignIn signIn, SignInLimits limits, Clock clock, Ticker ticker) {
        this.keys = keys;
        this.signIn = signIn;
        this.clock = clock;
        this.ofAddresses = new FailureBackoff(
                "wrong signed URLs from one network", "from your address", limits.addressFailures(), limits, ticker);
        this.turns = new Semaphore(limits.parallel());
        this.queue = limits.queue();
        this.right = Caffeine.newBuilder()
                .maximumSize(limits.remembered())
                .expireAfterWrite(limits.remember())
                .ticker(ticker)
                .build();
    }

    /** What makes guessing slow here. */
    public List<Brake> brakes() {
        return List.of(ofAddresses);
    }

    /**
     * A session for reading that ends with the URL.
     *
     * @throws Unauthenticated when the URL is not signed, not for this request, or over
     * @throws org.weft.spi.WeftException.Forbidden when the account is blocked
     * @throws Throttled after too many failures, or when too many come at once
     */
    public Session enter(SignedUrl shown, String remoteAddress) {
        Instant end = end(shown);
        ByteBuffer address = fingerprints.of(ClientNetwork.of(remoteAddress));
        ofAddresses.admit(address);
        Optional<Row> signer = signer(shown);
        if (signer.isEmpty()) {
            ofAddresses.failed(address, "", ClientNetwork.of(remoteAddress));
            throw new Unauthenticated("the signature of this URL is wrong, or its key was ended");
        }
        List<Scope> reading = List.of(new Scope.User(Scope.Role.VIEWER));
        return signIn.resume(signer.get().user(), signer.get().username(), reading, end, CredentialRef.none())
                .orElseThrow(() -> new Unauthenticated("the account that signed this URL is not there any more"));
    }

    /** What can be judged without the key. */
    private Instant end(SignedUrl shown) {
        boolean reads = shown.method().equals("GET") || shown.method().equals("HEAD");
        if (!reads) {
            throw new Unauthenticated("a signed URL is good for GET and HEAD only");
        }
        // Whoever may have the content may have what HEAD tells of it.
        if (!shown.verb().equals("GET") && !shown.verb().equals(shown.method())) {
            throw new Unauthenticated("the URL was not signed for " + shown.method());
        }
        if (!shown.algorithm().isEmpty() && !shown.algorithm().equals(ALGORITHM)) {
            throw new Unauthenticated("URLs are signed with " + ALGORITHM + " here");
        }
        if (shown.urls().stream().anyMatch(url -> url.length() > LONGEST_URL)) {
            throw new Unauthenticated("the signed URL is too long");
        }
        Instant signed = date(shown.date());
        Instant now = clock.instant();
        Instant end = signed.plus(seconds(shown.seconds()));
        if (signed.isAfter(now.plus(SKEW))) {
            throw new Unauthenticated("the URL was signed in the future: set the clock of the client");
        }
        if (!now.isBefore(end)) {
            throw new Unauthenticated("the signed URL is over; ask for a new one");
        }
        return end.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant date(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw new Unauthenticated("OC-Date is a time such as 2026-01-31T12:00:00Z");
        }
    }

    private static Duration seconds(String text) {
        if (text.matches("[0-9]{1,9}")) {
            Duration duration = Duration.ofSeconds(Integer.parseInt(text));
            if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw new Unauthenticated("OC-Expires is a number of seconds, at most " + LONGEST.toSeconds());
    }

    /** Whose key signed it. For a name without a key as much is computed, so that the time does not tell of names. */
    private Optional<Row> signer(SignedUrl shown) {
        List<Row> candidates = keys.named(shown.username(), NAMESAKES);
        if (candidates.isEmpty()) {
            byte[] none = new byte[BITS / 8];
            random.nextBytes(none);
            isSigned(shown, HexFormat.of().formatHex(none));
            return Optional.empty();
        }
        return candidates.stream().filter(row -> isSigned(shown, row.secret())).findFirst();
    }

    private boolean isSigned(SignedUrl shown, String key) {
        for (String url : shown.urls()) {
            ByteBuffer known = fingerprints.of(key, url, shown.signature());
            if (right.getIfPresent(known) != null) {
                return true;
            }
            if (isSame(signature(url, key), shown.signature())) {
                right.put(known, Boolean.TRUE);
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(String expected, String shown) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), shown.getBytes(StandardCharsets.UTF_8));
    }

    private String signature(String url, String key) {
        boolean mine = false;
        try {
            mine = turns.tryAcquire(queue.toSeconds(), TimeUnit.SECONDS);
            if (!mine) {
                throw new Throttled("too many signed URLs come at once; try again later", queue);
            }
            PBEKeySpec spec = new PBEKeySpec(url.toCharArray(), key.getBytes(StandardCharsets.US_ASCII), ROUNDS, BITS);
            return HexFormat.of()
                    .formatHex(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                            .generateSecret(spec)
                            .getEncoded());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA512", missing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Throttled("the sign-in was interrupted", queue);
        } finally {
            if (mine) {
                turns.release();
            }
        }
    }
}
