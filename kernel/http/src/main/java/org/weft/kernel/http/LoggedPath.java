/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A path as logs may show it. Transfer tokens and those of links, which stand in some paths, are taken out, also where a path is
 * written in another way than it is served under, or is served by other servers only: whoever sends it there has the token.
 */
final class LoggedPath {

    private static final String INSTEAD = "(token)";

    /** What the token of a link comes after. */
    private static final Set<String> BEFORE_LINK = Set.of("s", "public-files", "tokeninfo");

    /** The same below {@value #PUBLIC}. */
    private static final Set<String> BEFORE_PUBLIC = Set.of("webdav", "files");

    private static final String PUBLIC = "public.php";

    private static final Pattern LINK = Pattern.compile("[A-Za-z0-9]+");
    private static final Pattern SIGNED = Pattern.compile("ey[A-Za-z0-9_-]*\\.[A-Za-z0-9_.-]+");

    private LoggedPath() {}

    /** @param raw as it was sent, with its escapes */
    static String of(String raw) {
        StringBuilder shown = new StringBuilder(raw.length());
        boolean isPublic = false;
        boolean afterLink = false;
        String[] segments = raw.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String name = name(segments[i]);
            if (i > 0) {
                shown.append('/');
            }
            boolean isSecret = SIGNED.matcher(name).matches()
                    || afterLink && LINK.matcher(name).matches();
            shown.append(isSecret ? INSTEAD : segments[i]);
            if (name.isEmpty() || name.equals(".")) {
                continue; // servers that leave such out see what follows as the next one
            }
            String known = name.toLowerCase(Locale.ROOT);
            afterLink = !isSecret && (BEFORE_LINK.contains(known) || isPublic && BEFORE_PUBLIC.contains(known));
            isPublic |= known.equals(PUBLIC);
        }
        return shown.toString();
    }

    private static String name(String segment) {
        int parameters = segment.indexOf(';');
        String bare = parameters < 0 ? segment : segment.substring(0, parameters);
        if (bare.indexOf('%') < 0) {
            return bare;
        }
        try {
            return URLDecoder.decode(bare.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return bare.replaceAll("[^A-Za-z0-9]", "");
        }
    }
}
