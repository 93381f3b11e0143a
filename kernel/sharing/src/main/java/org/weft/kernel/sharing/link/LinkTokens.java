/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.weft.spi.UserId;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.ShareId;

/** What links are known by: tokens that can't be guessed, and the ids that keep quick links single. Thread-safe. */
final class LinkTokens {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /** 22 of 62 characters are 131 bits. */
    private static final int TOKEN = 22;

    private static final int SHORTEST = 15;
    private static final int LONGEST = 64;

    private final SecureRandom random = new SecureRandom();

    /** Nobody guesses it. */
    String token() {
        StringBuilder token = new StringBuilder(TOKEN);
        for (int i = 0; i < TOKEN; i++) {
            token.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return token.toString();
    }

    /** Whether a text can be the token of a link, of this server or of an older one. */
    static boolean isToken(String text) {
        return text.length() >= SHORTEST
                && text.length() <= LONGEST
                && text.chars().allMatch(LinkTokens::isLetterOrDigit);
    }

    private static boolean isLetterOrDigit(int c) {
        return LETTERS.indexOf(c) >= 0;
    }

    /** The same for everybody who makes a quick link of the same resource in the same name, so that the store keeps one. */
    static ShareId quick(UserId creator, ResourceId resource) {
        try {
            byte[] both = (creator + " " + resource).getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(both);
            return new ShareId(
                    "quick-" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
