/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.weft.kernel.ocm.remote.MultistatusReader.Response;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

/**
 * Makes nodes of what another server tells. Ids are paths: WebDAV has no way to ask for a resource by the id that a server
 * may give it, so an id that outlived a renaming could not be looked up.
 */
final class RemoteNodes {

    static final byte[] ASKED = ("<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                    + "<d:propfind xmlns:d=\"DAV:\" xmlns:oc=\"" + MultistatusReader.OWNCLOUD + "\" xmlns:m=\""
                    + MultistatusReader.OCM + "\" xmlns:s=\"" + MultistatusReader.OCS + "\"><d:prop>"
                    + "<d:resourcetype/><d:getcontentlength/><d:getetag/><d:getlastmodified/><d:getcontenttype/>"
                    + "<oc:permissions/><oc:size/><m:share-permissions/><s:share-permissions/>"
                    + "</d:prop></d:propfind>")
            .getBytes(StandardCharsets.UTF_8);

    static final byte[] ASKED_ROOM = ("<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                    + "<d:propfind xmlns:d=\"DAV:\"><d:prop><d:quota-available-bytes/><d:quota-used-bytes/></d:prop>"
                    + "</d:propfind>")
            .getBytes(StandardCharsets.UTF_8);

    /** Marks an etag that is ours, because the server's is weak or missing: it can't be sent back as a condition. */
    static final char OURS = '~';

    private static final Rights WRITE = Rights.of(Right.UPLOAD, Right.CREATE_CONTAINER, Right.DELETE, Right.MOVE);
    private static final int LONGEST_ID = 255;
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[!-~]{1,100}/?[ -~]{0,100}");

    private RemoteNodes() {}

    static NodeId id(RelPath path) {
        if (path.isRoot()) {
            return new NodeId("root");
        }
        String text = "p."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(path.toString().getBytes(StandardCharsets.UTF_8));
        return new NodeId(text.length() <= LONGEST_ID ? text : "h." + hash(path.toString()));
    }

    /**
     * The path that an id stands for.
     *
     * @throws NotFound when it is none of ours, or of a path too long to be told by its id
     */
    static RelPath path(NodeId id) {
        String text = id.value();
        if (text.equals("root")) {
            return RelPath.root();
        }
        try {
            if (text.startsWith("p.")) {
                RelPath path = RelPath.parse(
                        new String(Base64.getUrlDecoder().decode(text.substring(2)), StandardCharsets.UTF_8));
                if (id(path).equals(id)) {
                    return path;
                }
            }
        } catch (RuntimeException unfit) {
            throw new NotFound("there is no resource with the id " + text);
        }
        throw new NotFound("there is no resource with the id " + text);
    }

    /** @param ceiling the most that may be done */
    static Node of(Response response, SpaceId space, RelPath path, Rights ceiling) {
        boolean folder = response.isCollection();
        Instant mtime = time(response.text(MultistatusReader.DAV, "getlastmodified"));
        long size = size(response, folder);
        Node.Builder node = Node.builder(space, id(path), folder ? Kind.FOLDER : Kind.FILE, path)
                .size(size)
                .mtime(mtime)
                .etag(etag(response.text(MultistatusReader.DAV, "getetag"), mtime, size))
                .rights(rights(response, folder).and(ceiling));
        if (!path.isRoot()) {
            node.parent(id(path.parent()));
        }
        String mediaType = response.text(MultistatusReader.DAV, "getcontenttype");
        if (!folder && MEDIA_TYPE.matcher(mediaType).matches()) {
            node.mediaType(mediaType);
        }
        return node.build();
    }

    /**
     * A file of which the server tells what it tells of any page; it can be read, and no more.
     *
     * @param headers by their names in small letters
     * @return empty when they do not tell its size
     */
    static Optional<Node> file(Map<String, List<String>> headers, SpaceId space, RelPath path, Rights ceiling) {
        OptionalLong length = length(headers);
        if (length.isEmpty()) {
            return Optional.empty();
        }
        long size = length.getAsLong();
        Instant mtime = time(header(headers, "last-modified"));
        Node.Builder node = Node.builder(space, id(path), Kind.FILE, path)
                .size(size)
                .mtime(mtime)
                .etag(etag(header(headers, "etag"), mtime, size))
                .rights(Rights.read().and(ceiling));
        if (!path.isRoot()) {
            node.parent(id(path.parent()));
        }
        String mediaType = header(headers, "content-type");
        if (MEDIA_TYPE.matcher(mediaType).matches()) {
            node.mediaType(mediaType);
        }
        return Optional.of(node.build());
    }

    /** How long an answer says that it is. */
    static OptionalLong length(Map<String, List<String>> headers) {
        String length = header(headers, "content-length");
        return SIZE.matcher(length).matches() ? OptionalLong.of(Long.parseLong(length)) : OptionalLong.empty();
    }

    private static String header(Map<String, List<String>> headers, String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.size() == 1 ? values.getFirst() : "";
    }

    /** Whether the properties of a file tell its size; those of a folder need not. */
    static boolean tellsSize(Response response) {
        return response.isCollection()
                || SIZE.matcher(sizeText(response, false)).matches();
    }

    private static long size(Response response, boolean folder) {
        String text = sizeText(response, folder);
        return SIZE.matcher(text).matches() ? Long.parseLong(text) : 0;
    }

    private static String sizeText(Response response, boolean folder) {
        String length = response.text(MultistatusReader.DAV, "getcontentlength");
        return folder || length.isEmpty() ? response.text(MultistatusReader.OWNCLOUD, "size") : length;
    }

    private static Instant time(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException unknown) {
            return Instant.EPOCH;
        }
    }

    private static String etag(String text, Instant mtime, long size) {
        return strong(text)
                .orElseGet(() ->
                        OURS + hash(text.isEmpty() ? mtime + " " + size : text).substring(0, 24));
    }

    /** An etag that can be sent back as a condition, without its quotes. */
    static Optional<String> strong(String text) {
        boolean quoted = text.length() > 2 && text.startsWith("\"") && text.endsWith("\"");
        String bare = quoted ? text.substring(1, text.length() - 1) : text;
        boolean strong = !bare.isEmpty()
                && bare.length() <= 200
                && bare.charAt(0) != OURS
                && !bare.startsWith("W/")
                && bare.chars().allMatch(c -> c > ' ' && c < 127 && c != '"');
        return strong ? Optional.of(bare) : Optional.empty();
    }

    /** What the server lets us do there, as far as it says; where it says nothing, it will refuse what it must. */
    private static Rights rights(Response response, boolean folder) {
        Rights rights = Rights.all();
        if (response.has(MultistatusReader.OCM, "share-permissions")) {
            rights = rights.and(words(response.text(MultistatusReader.OCM, "share-permissions")));
        } else if (response.has(MultistatusReader.OCS, "share-permissions")) {
            rights = rights.and(bits(response.text(MultistatusReader.OCS, "share-permissions"), folder));
        }
        if (response.has(MultistatusReader.OWNCLOUD, "permissions")) {
            rights = rights.and(letters(response.text(MultistatusReader.OWNCLOUD, "permissions"), folder));
        }
        return rights;
    }

    /** A list of {@code read}, {@code write} and {@code share}, in whichever brackets. */
    private static Rights words(String text) {
        List<String> words = List.of(text.replaceAll("[^a-z]+", " ").strip().split(" "));
        Rights rights = words.contains("read") ? Rights.read() : Rights.of(Right.STAT, Right.GET_PATH);
        if (words.contains("write")) {
            rights = rights.plus(WRITE);
        }
        return words.contains("share") ? rights.plus(Rights.of(Right.ADD_GRANT)) : rights;
    }

    /** OCS: 1 read, 2 update, 4 create, 8 delete, 16 share; a file has neither 4 nor 8, whatever its folder allows. */
    private static Rights bits(String text, boolean folder) {
        Optional<Integer> bits = text.matches("[0-9]{1,4}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
        if (bits.isEmpty()) {
            return Rights.read();
        }
        int all = bits.get();
        Rights rights = (all & 1) != 0 ? Rights.read() : Rights.of(Right.STAT, Right.GET_PATH);
        if ((all & 2) != 0) {
            rights = rights.plus(Rights.of(Right.UPLOAD));
        }
        if ((all & 4) != 0) {
            rights = rights.plus(Rights.of(Right.UPLOAD, Right.CREATE_CONTAINER));
        }
        if ((all & 8) != 0 || !folder) {
            rights = rights.plus(Rights.of(Right.DELETE, Right.MOVE));
        }
        return (all & 16) != 0 ? rights.plus(Rights.of(Right.ADD_GRANT)) : rights;
    }

    /** ownCloud's letters: R reshare, D delete, N rename, V move, W write a file, C create files, K create folders. */
    private static Rights letters(String text, boolean folder) {
        Rights rights = Rights.read();
        if (text.indexOf('R') >= 0) {
            rights = rights.plus(Rights.of(Right.ADD_GRANT));
        }
        if (text.indexOf('D') >= 0) {
            rights = rights.plus(Rights.of(Right.DELETE));
        }
        if (text.indexOf('N') >= 0 || text.indexOf('V') >= 0) {
            rights = rights.plus(Rights.of(Right.MOVE));
        }
        if (text.indexOf(folder ? 'C' : 'W') >= 0) {
            rights = rights.plus(Rights.of(Right.UPLOAD));
        }
        return folder && text.indexOf('K') >= 0 ? rights.plus(Rights.of(Right.CREATE_CONTAINER)) : rights;
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Refuses what the other server does not let the caller do. */
    static void require(Node node, Right right) {
        if (!node.rights().has(right)) {
            throw new Forbidden("the share does not allow this");
        }
    }
}
