/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.peer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.weft.spi.share.ShareId;

/**
 * The secrets of shares between sites. Those given out are made of the share's id and a key of this server, so that a
 * message can be sent again word for word while only the hash is kept; those received are kept encrypted. Thread-safe.
 */
public final class ShareSecrets {

    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** What base64url writes as {@code -}. */
    private static final int DASH = 62;

    private final byte[] given;
    private final SecretKeySpec received;
    private final byte[] marks;
    private final SecureRandom random = new SecureRandom();

    /** @param key at least 32 bytes that nobody else knows */
    public ShareSecrets(byte[] key) {
        if (key.length < KEY_BYTES) {
            throw new IllegalArgumentException("a key has " + KEY_BYTES + " bytes");
        }
        this.given = mac(key, "given");
        this.received = new SecretKeySpec(mac(key, "received"), "AES");
        this.marks = mac(key, "marks");
    }

    /** A fresh key, as text. */
    public static String freshKey() {
        return fresh(KEY_BYTES);
    }

    /** Whether two secrets, or two hashes, are one, in a time that tells nothing of them. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Text that nobody can guess. It never begins with {@code -}, which commands would take for an option. */
    public static String fresh(int bytes) {
        byte[] random = new byte[bytes];
        SecureRandom source = new SecureRandom();
        do {
            source.nextBytes(random);
        } while ((random[0] & 0xff) >> 2 == DASH);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** The secret of a share that this site gives: 256 bits. */
    public String of(ShareId share) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(given, share.value()));
    }

    /** What is kept of a secret that was given out. */
    public static String hash(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * By what a received share is found for who shows its secret. Whoever reads the store can't try secrets with it.
     *
     * @param remoteId what its sender calls the share; another share with the same secret has another mark
     */
    public String mark(String remoteId, String secret) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(mac(marks, remoteId.length() + " " + remoteId + secret));
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Encrypts.
     *
     * @param share what it is the secret of; it can be read for no other
     */
    public String seal(String secret, ShareId share) {
        try {
            byte[] iv = new byte[IV_BYTES];
            random.nextBytes(iv);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, iv, share).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(iv, IV_BYTES + sealed.length);
            System.arraycopy(sealed, 0, all, IV_BYTES, sealed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Decrypts; empty when it was encrypted with another key or for another share. */
    public Optional<String> open(String sealed, ShareId share) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(sealed);
            byte[] iv = Arrays.copyOf(all, IV_BYTES);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, iv, share);
            return Optional.of(
                    new String(cipher.doFinal(all, IV_BYTES, all.length - IV_BYTES), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] iv, ShareId share) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, received, new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(share.value().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
