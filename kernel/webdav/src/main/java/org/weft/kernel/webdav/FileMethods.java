/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.weft.kernel.http.ConditionalRead;
import org.weft.kernel.http.ContentSender;
import org.weft.kernel.http.HttpDate;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.MediaTypes;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;

/** GET, HEAD and PUT. */
final class FileMethods {

    private final FileService files;
    private final FolderIndexPage page;

    /** Of files that open nowhere but where they are. */
    FileMethods(FileService files) {
        this(files, () -> node -> false);
    }

    /** @param opened tells, for one page, which files an app opens for who is signed in */
    FileMethods(FileService files, Supplier<Predicate<Node>> opened) {
        this.files = files;
        this.page = new FolderIndexPage(files, opened);
    }

    /** A file's content, or a page that shows a folder: one call of the driver for a file. */
    void get(DavRequest dav) throws IOException {
        HttpExchange exchange = dav.exchange();
        dav.judgeNow();
        refusePreview(exchange);
        if (dav.address().isTop() || dav.address().slash()) {
            Resource top = files.stat(dav.caller(), dav.target(), StatSpec.node());
            if (top.isFolder() || dav.address().slash()) {
                getFolder(dav, top);
                return;
            }
        }
        ConditionalRead read = ConditionalRead.of(exchange);
        try (OpenFile file = files.open(dav.caller(), dav.target(), read)) {
            headers(exchange, file.resource());
            ContentSender.content(exchange, file, read);
        } catch (Conflict folder) {
            getFolder(dav, files.stat(dav.caller(), dav.target(), StatSpec.node()));
        }
    }

    /** Who asks for a small picture does not want the whole film in its stead. */
    private static void refusePreview(HttpExchange exchange) {
        if (!exchange.query().isEmpty()
                && exchange.parameter("preview").filter("1"::equals).isPresent()) {
            throw new HttpFailure(404, "this server makes no previews");
        }
    }

    private void getFolder(DavRequest dav, Resource resource) throws IOException {
        if (!resource.isFolder()) {
            throw new HttpFailure(404, "this is a file: leave the slash at the end of the address away");
        }
        page.answer(dav, resource);
    }

    void head(DavRequest dav) throws IOException {
        HttpExchange exchange = dav.exchange();
        dav.judgeNow();
        refusePreview(exchange);
        Resource resource = files.stat(dav.caller(), dav.target(), StatSpec.node());
        headers(exchange, resource);
        if (resource.isFolder()) {
            exchange.header("Content-Type", FolderIndexPage.TYPE).header("ETag", quoted(resource));
            exchange.header("Last-Modified", HttpDate.format(resource.node().mtime()));
            return;
        }
        ContentSender.head(exchange, resource, ConditionalRead.of(exchange));
    }

    private static void headers(HttpExchange exchange, Resource resource) {
        exchange.header("OC-FileId", resource.id().toString()).header("OC-ETag", quoted(resource));
        if (resource.isFolder()) {
            return;
        }
        exchange.header("Content-Type", MediaTypes.of(resource.node()));
        Optional<Checksum> checksum = resource.node().checksum();
        if (checksum.isPresent()) {
            exchange.header(
                    "OC-Checksum",
                    checksum.get().algorithm() + ":" + checksum.get().hex());
        }
    }

    static String quoted(Resource resource) {
        return '"' + resource.node().etag() + '"';
    }

    void put(DavRequest dav) throws IOException {
        HttpExchange exchange = dav.exchange();
        if (exchange.header("Content-Range").isPresent()) {
            throw new InvalidArgument("a part of a file can't be put: send the whole file without Content-Range");
        }
        boolean folder = dav.address().slash()
                || dav.address().isTop()
                        && files.stat(dav.caller(), dav.target(), StatSpec.node())
                                .isFolder(); // what is shared may be a file
        if (folder) {
            throw new Conflict("a file can't be put at the address of a folder");
        }
        Optional<Instant> mtime = DavHeaders.mtime(exchange);
        PutRequest request = new PutRequest(
                length(exchange),
                mtime,
                ChecksumHeaders.declared(exchange),
                OnConflict.REPLACE,
                Optional.empty(),
                dav.change());
        try (InputStream body = exchange.body()) {
            WriteResult result = files.put(dav.caller(), dav.target(), request, body);
            stored(exchange, result, mtime);
        }
    }

    /** Takes a file from somebody who may see nothing: it never replaces another, and the answer tells of no other. */
    void drop(DavRequest dav) throws IOException {
        HttpExchange exchange = dav.exchange();
        if (exchange.header("Content-Range").isPresent()) {
            throw new InvalidArgument("a part of a file can't be put: send the whole file without Content-Range");
        }
        PutRequest request = new PutRequest(
                length(exchange),
                DavHeaders.mtime(exchange),
                ChecksumHeaders.declared(exchange),
                OnConflict.RENAME,
                Optional.empty(),
                WriteConditions.plain());
        try (InputStream body = exchange.body()) {
            files.put(dav.caller(), dav.target(), request, body);
        }
        exchange.status(201);
    }

    /** The length that is announced; Finder sends in chunks and tells it in a header of its own. */
    private static OptionalLong length(HttpExchange exchange) {
        OptionalLong length = exchange.contentLength();
        Optional<String> expected = exchange.header("X-Expected-Entity-Length");
        if (length.isPresent() || expected.isEmpty()) {
            return length.isPresent() || exchange.hasBody() ? length : OptionalLong.of(0);
        }
        try {
            return OptionalLong.of(Long.parseUnsignedLong(expected.get().strip()));
        } catch (NumberFormatException malformed) {
            throw new InvalidArgument("X-Expected-Entity-Length is a number of bytes");
        }
    }

    /** Tells of a file that was put in its place. */
    static void stored(HttpExchange exchange, WriteResult result, Optional<Instant> mtime) {
        Resource resource = result.resource();
        identify(exchange, resource);
        exchange.status(result.created() ? 201 : 204);
        exchange.header("Last-Modified", HttpDate.format(resource.node().mtime()));
        if (mtime.isPresent()
                && mtime.get().getEpochSecond() == resource.node().mtime().getEpochSecond()) {
            exchange.header("X-OC-MTime", "accepted");
        }
    }

    /** The headers by which sync clients know a resource again. */
    static void identify(HttpExchange exchange, Resource resource) {
        String etag = quoted(resource);
        exchange.header("ETag", etag)
                .header("OC-ETag", etag)
                .header("OC-FileId", resource.id().toString());
    }
}
