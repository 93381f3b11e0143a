/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.weft.kernel.identity.signin.SecretFingerprints;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unavailable;

/**
 * Hashes the passwords of links, by PBKDF2 with as many rounds as OWASP asks for, and recognises them. A password that was
 * right is known again for a minute, under a fingerprint, so that not each request of a visit costs a hash; the hash it
 * was checked against is part of it. Thread-safe.
 */
final class LinkPasswords {

    private static final String FORM = "$pbkdf2-sha512$";
    private static final int USUAL_ROUNDS = 210_000;
    private static final int MOST_ROUNDS = 5_000_000;
    private static final int SALT = 16;
    private static final int BITS = 512;
    private static final int LONGEST = 1024;
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final int rounds;
    private final SecureRandom random = new SecureRandom();
    private final SecretFingerprints fingerprints = new SecretFingerprints(random);
    private final Semaphore turns;
    private final Duration queue;
    private final Cache<ByteBuffer, Boolean> right = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(REMEMBERED)
            .build();

    LinkPasswords(SignInLimits limits) {
        this(limits, USUAL_ROUNDS);
    }

    LinkPasswords(SignInLimits limits, int rounds) {
        this.turns = new Semaphore(limits.parallel());
        this.queue = limits.queue();
        this.rounds = rounds;
    }

    /** The form in which a password is kept. */
    String hash(String password) {
        if (password.isEmpty() || password.length() > LONGEST) {
            throw new InvalidArgument("a link's password has 1 to " + LONGEST + " characters");
        }
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        byte[] hash = inTurn(password, salt, rounds, () -> {});
        return FORM + "i=" + rounds + '$' + base64.encodeToString(salt) + '$' + base64.encodeToString(hash);
    }

    /** Whether this password was right a moment ago. */
    boolean isKnown(String password, String kept) {
        return right.getIfPresent(fingerprints.of(password, kept)) != null;
    }

    /**
     * Whether it is the password, in a time that does not depend on how much of it is right.
     *
     * @param admit called when it is its turn, so that a crowd of guesses that waited together is not let through together
     */
    boolean matches(String password, String kept, Runnable admit) {
        String[] parts = kept.split("\\$", -1);
        if (!kept.startsWith(FORM) || parts.length != 5 || !parts[2].startsWith("i=") || password.length() > LONGEST) {
            return false;
        }
        int times;
        byte[] salt;
        byte[] hash;
        try {
            times = Integer.parseInt(parts[2].substring(2));
            salt = Base64.getDecoder().decode(parts[3]);
            hash = Base64.getDecoder().decode(parts[4]);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        if (times < 1 || times > MOST_ROUNDS || salt.length == 0 || hash.length == 0) {
            return false;
        }
        boolean matches = MessageDigest.isEqual(hash, inTurn(password, salt, times, admit));
        if (matches) {
            right.put(fingerprints.of(password, kept), true);
        }
        return matches;
    }

    private byte[] inTurn(String password, byte[] salt, int times, Runnable admit) {
        boolean mine = false;
        try {
            mine = turns.tryAcquire(queue.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new Throttled("too many passwords are checked at once; try again", Duration.ofSeconds(5));
            }
            admit.run();
            return pbkdf2(password, salt, times);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("the check of the password was interrupted", e);
        } finally {
            if (mine) {
                turns.release();
            }
        }
    }

    private static byte[] pbkdf2(String password, byte[] salt, int times) {
        char[] chars = password.toCharArray();
        PBEKeySpec spec = new PBEKeySpec(chars, salt, times, BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(chars, '\0');
        }
    }
}
