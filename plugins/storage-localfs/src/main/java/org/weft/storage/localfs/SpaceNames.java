/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.weft.spi.UserId;

/** What the folders of spaces are called: like their spaces, where that is a name that every tool can cope with. */
final class SpaceNames {

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@+-]{0,199}");
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N} ._@+,()&'-]{0,59}");
    private static final int ATTEMPTS = 100;

    /** Names for a person's folder; the first that is free. */
    List<String> ofHome(UserId user) {
        String hash = hash(user.idp(), user.opaque());
        String opaque = user.opaque();
        return SAFE.matcher(opaque).matches()
                ? List.of(opaque, opaque + "~" + hash.substring(0, 12), "~" + hash)
                : List.of("~" + hash);
    }

    /** Names for a project's folder; the first that is free. */
    List<String> ofProject(String name) {
        boolean plain = PLAIN.matcher(name).matches() && !name.endsWith(" ") && !name.endsWith(".");
        String stem = plain ? name : "~" + hash("project", name);
        List<String> names = new ArrayList<>(List.of(stem));
        for (int i = 2; i <= ATTEMPTS; i++) {
            names.add(stem + "~" + i);
        }
        return names;
    }

    private static String hash(String first, String second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(second.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 20);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
