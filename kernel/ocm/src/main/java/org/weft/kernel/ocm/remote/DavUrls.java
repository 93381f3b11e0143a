/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.RelPath;

/**
 * The URLs of a place at another server and of what lies below it. What the other server calls them is decoded once and
 * must lie below the place, whatever it says.
 */
final class DavUrls {

    private static final String UNRESERVED = "-._~!$&'()*+,;=:@";

    private final URI root;
    private final String base;
    private final String decoded;

    private DavUrls(DavUrls urls, String shown) {
        this.root = urls.root;
        this.base = urls.base;
        this.decoded = shown;
    }

    /** @param root the place's URL, with or without a slash at its end */
    DavUrls(URI root) {
        this.root = root;
        String raw = root.getRawPath() == null ? "" : root.getRawPath();
        this.base = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        this.decoded = decode(base).orElse(base);
    }

    /** The URL of what lies below the place. */
    URI of(RelPath below, boolean folder) {
        if (below.isRoot()) {
            return folder && !root.getRawPath().endsWith("/") ? with(base + '/') : root;
        }
        return with(base + '/' + encode(below.toString()) + (folder ? "/" : ""));
    }

    private URI with(String path) {
        return URI.create(root.getScheme() + "://" + root.getRawAuthority() + path);
    }

    /**
     * Where below the place an href leads.
     *
     * @return empty when it leads elsewhere, or to no name that can be
     */
    Optional<RelPath> below(String href) {
        Optional<String> path = path(href);
        if (path.isEmpty() || !path.get().startsWith(decoded)) {
            return Optional.empty();
        }
        String rest = path.get().substring(decoded.length());
        if (!rest.isEmpty() && rest.charAt(0) != '/') {
            return Optional.empty();
        }
        try {
            return Optional.of(RelPath.parse(rest));
        } catch (InvalidArgument unfit) {
            return Optional.empty();
        }
    }

    /**
     * The URLs as a server shows them that leaves out where its addresses begin, as Reva does after an exchange of tokens:
     * what it calls the very thing that it was asked for tells how much it leaves out.
     *
     * @param href what it calls it
     * @param below what it was asked for
     * @return empty when that is no end of its address
     */
    Optional<DavUrls> shown(String href, RelPath below) {
        String asked = below.isRoot() ? "" : "/" + below;
        String path = path(href).orElse("//");
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!bare.endsWith(asked)) {
            return Optional.empty();
        }
        String begin = bare.substring(0, bare.length() - asked.length());
        boolean whole = begin.isEmpty() || begin.startsWith("/") && !begin.startsWith("//");
        return whole && decoded.endsWith(begin) ? Optional.of(new DavUrls(this, begin)) : Optional.empty();
    }

    private static Optional<String> path(String href) {
        String raw = href;
        int scheme = raw.indexOf("://");
        if (scheme > 0 && raw.indexOf('/') == scheme + 1) {
            int slash = raw.indexOf('/', scheme + 3);
            raw = slash < 0 ? "/" : raw.substring(slash);
        }
        int query = raw.indexOf('?');
        return decode(query < 0 ? raw : raw.substring(0, query));
    }

    static String encode(String path) {
        StringBuilder encoded = new StringBuilder(path.length() + 16);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            boolean plain = c == '/'
                    || c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || UNRESERVED.indexOf(c) >= 0;
            if (plain) {
                encoded.append((char) c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return encoded.toString();
    }

    /** Decodes once; empty for broken escapes, a slash in disguise, or what is no UTF-8. */
    static Optional<String> decode(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        byte[] sent = raw.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < sent.length; i++) {
            if (sent[i] != '%') {
                bytes.write(sent[i]);
                continue;
            }
            int high = i + 2 < sent.length ? Character.digit(sent[i + 1], 16) : -1;
            int low = i + 2 < sent.length ? Character.digit(sent[i + 2], 16) : -1;
            int value = high * 16 + low;
            if (high < 0 || low < 0 || value == '/') {
                return Optional.empty();
            }
            bytes.write(value);
            i += 2;
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }
}
