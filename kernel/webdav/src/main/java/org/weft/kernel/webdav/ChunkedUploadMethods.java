/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.PathCodec;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.storage.upload.Chunk;
import org.weft.kernel.storage.upload.ChunkedUploads;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;

/**
 * Uploads in chunks, {@code uploads/USER/UPLOAD/CHUNK}: MKCOL begins one, PUT brings a chunk, PROPFIND tells what has
 * come, MOVE of {@code .file} puts the whole in its place, DELETE gives it up. ownCloud's clients name a chunk by its
 * offset, Nextcloud's by its index, some by a range of bytes.
 */
final class ChunkedUploadMethods {

    static final String ALLOW = "OPTIONS, PROPFIND, MKCOL, PUT, MOVE, DELETE";

    private static final String WHOLE = ".file";
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,18})(-[0-9]{1,18})?");

    private final FileService files;
    private final ChunkedUploads transfers;

    ChunkedUploadMethods(FileService files, ChunkedUploads transfers) {
        this.files = files;
        this.transfers = transfers;
    }

    void handle(HttpExchange exchange, DavTrees.Chunks at) throws IOException {
        UserId user = exchange.caller().user();
        switch (exchange.method()) {
            case "PROPFIND" -> list(exchange, user, at);
            case "MKCOL" -> begin(exchange, at);
            case "PUT" -> put(exchange, at);
            case "MOVE" -> assemble(exchange, at);
            case "DELETE" -> {
                drop(exchange, at);
                exchange.status(204);
            }
            default -> throw new HttpFailure(405, "uploads take " + ALLOW);
        }
    }

    private void begin(HttpExchange exchange, DavTrees.Chunks at) throws IOException {
        if (at.upload().isEmpty() || !at.chunk().isEmpty()) {
            throw new HttpFailure(405, "an upload is begun by MKCOL of a name of your own below " + at.base());
        }
        if (exchange.hasBody() && exchange.body().read() >= 0) {
            throw new HttpFailure(415, "MKCOL takes no body here");
        }
        transfers.begin(exchange.caller(), at.upload(), goal(exchange, at), length(exchange, "OC-Total-Length"));
        exchange.status(201);
    }

    private void put(HttpExchange exchange, DavTrees.Chunks at) throws IOException {
        long number = number(at);
        try (InputStream body = exchange.body()) {
            Chunk chunk = transfers.put(
                    exchange.caller(),
                    at.upload(),
                    goal(exchange, at),
                    new ChunkedUploads.Arriving(
                            number,
                            at.chunk(),
                            exchange.hasBody() ? exchange.contentLength() : OptionalLong.of(0),
                            ChecksumHeaders.declared(exchange).stream().findFirst(),
                            body));
            exchange.status(201).header("ETag", '"' + chunk.name() + '-' + chunk.length() + '"');
        }
    }

    private static long number(DavTrees.Chunks at) {
        Matcher matcher = NUMBER.matcher(at.chunk());
        if (at.upload().isEmpty() || !matcher.matches()) {
            throw new InvalidArgument("a chunk is named by its number: its place in the row, or its offset");
        }
        return Long.parseLong(matcher.group(1));
    }

    private void assemble(HttpExchange exchange, DavTrees.Chunks at) {
        if (!at.chunk().equals(WHOLE)) {
            throw new HttpFailure(405, "a chunk stays where it is: MOVE takes the whole, " + WHOLE);
        }
        DavPath to = destination(exchange, at);
        if (to.isTop() || to.slash()) {
            throw new Forbidden("a file can't be put at the address of a folder");
        }
        PutRequest request = new PutRequest(
                OptionalLong.empty(),
                DavHeaders.mtime(exchange),
                ChecksumHeaders.declared(exchange),
                OnConflict.REPLACE,
                Optional.empty(),
                change(exchange, to));
        WriteResult result = transfers.assemble(
                exchange.caller(), at.upload(), to.target(), length(exchange, "OC-Total-Length"), request);
        FileMethods.stored(exchange, result, request.mtime());
    }

    private DavPath destination(HttpExchange exchange, DavTrees.Chunks at) {
        return new DavRequest(exchange, files, seat(at)).destination();
    }

    private static DavPath seat(DavTrees.Chunks at) {
        return new DavPath(at.base(), DavTrees.HOME, RelPath.root(), false);
    }

    /** Where the file will lie: newer clients say it from the start, with the others it is taken for the home. */
    private Target goal(HttpExchange exchange, DavTrees.Chunks at) {
        return exchange.header("Destination").isPresent()
                ? destination(exchange, at).target()
                : seat(at).target();
    }

    /** What stands at the destination is what the conditions are about, for the chunks have no state of their own. */
    private WriteConditions change(HttpExchange exchange, DavPath to) {
        WriteConditions conditions = new DavRequest(exchange, files, to).change();
        if (DavHeaders.overwrite(exchange)) {
            return conditions;
        }
        Precondition asked = conditions.precondition();
        return new WriteConditions(
                new Precondition(asked.exists(), true, asked.anyOf(), asked.noneOf(), asked.notModifiedSince()),
                conditions.lockTokens(),
                conditions.condition());
    }

    private void drop(HttpExchange exchange, DavTrees.Chunks at) {
        if (at.upload().isEmpty()) {
            throw new HttpFailure(405, "name the upload that you want to give up");
        }
        if (at.chunk().isEmpty()) {
            transfers.abort(exchange.caller().user(), at.upload());
        } else {
            transfers.drop(exchange.caller(), at.upload(), goal(exchange, at), number(at));
        }
    }

    private void list(HttpExchange exchange, UserId user, DavTrees.Chunks at) throws IOException {
        boolean deep = DavHeaders.depth(exchange) != DavHeaders.Depth.ZERO;
        PropFindRequest.of(exchange);
        if (at.upload().isEmpty()) {
            List<String> names = deep ? transfers.names(user) : List.of();
            answer(exchange, xml -> {
                entry(xml, at.base(), true, 0);
                for (String name : names) {
                    entry(xml, at.base() + '/' + name, true, 0);
                }
            });
            return;
        }
        String base = at.base() + '/' + at.upload();
        List<Chunk> chunks = transfers.chunks(user, at.upload());
        if (at.chunk().isEmpty()) {
            answer(exchange, xml -> {
                entry(xml, base, true, 0);
                for (Chunk chunk : deep ? chunks : List.<Chunk>of()) {
                    entry(xml, base + '/' + chunk.name(), false, chunk.length());
                }
            });
            return;
        }
        Chunk chunk = chunks.stream()
                .filter(one -> one.name().equals(at.chunk()))
                .findFirst()
                .orElseThrow(() -> new HttpFailure(404, "there is no such chunk"));
        answer(exchange, xml -> entry(xml, base + '/' + chunk.name(), false, chunk.length()));
    }

    /** Writes what a listing holds. */
    @FunctionalInterface
    private interface Entries {
        void write(XmlWriter xml) throws IOException;
    }

    private static void answer(HttpExchange exchange, Entries entries) throws IOException {
        exchange.status(207).header("Content-Type", "application/xml; charset=utf-8");
        XmlWriter xml = new XmlWriter(exchange);
        xml.raw(XmlNames.MULTISTATUS);
        entries.write(xml);
        xml.raw(XmlNames.MULTISTATUS_END).flush();
    }

    private static void entry(XmlWriter xml, String path, boolean folder, long length) throws IOException {
        xml.response().raw(PathCodec.encode(folder ? path + '/' : path)).raw(XmlNames.HREF_END);
        xml.raw(XmlNames.PROPSTAT);
        if (folder) {
            xml.raw("<d:resourcetype><d:collection/></d:resourcetype>");
        } else {
            xml.raw("<d:resourcetype/><d:getcontentlength>").number(length).raw("</d:getcontentlength>");
        }
        xml.raw(XmlNames.FOUND).raw(XmlNames.RESPONSE_END);
    }

    static OptionalLong length(HttpExchange exchange, String header) {
        Optional<String> text = exchange.header(header).map(String::strip);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!NUMBER.matcher(text.get()).matches() || text.get().indexOf('-') >= 0) {
            throw new InvalidArgument(header + " is a number of bytes");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }
}
