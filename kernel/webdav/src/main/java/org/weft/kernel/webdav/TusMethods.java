/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.weft.kernel.http.ConditionalHeaders;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.tus.Tus;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.upload.StoredTransferOrders;
import org.weft.kernel.storage.upload.TransferOrder;
import org.weft.kernel.storage.upload.TransferOrderTokens;
import org.weft.kernel.storage.upload.TransferUser;
import org.weft.kernel.storage.upload.UploadSender;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;

/**
 * TUS at the addresses of folders, as ownCloud's clients speak it: POST to a folder begins an upload of a file in it or
 * below it; HEAD, PATCH and DELETE at the address that it gets go on with it.
 */
final class TusMethods {

    static final String ALLOW = "OPTIONS, HEAD, PATCH, DELETE, POST";

    private final FileService files;
    private final Tus tus;
    private final StoredTransferOrders orders;

    TusMethods(FileService files, UploadProtocols incoming) {
        this.files = files;
        this.tus = new Tus(incoming.uploads());
        this.orders = incoming.orders();
    }

    void create(DavRequest dav) {
        HttpExchange exchange = dav.exchange();
        long length = Tus.length(exchange);
        Map<String, String> metadata = Tus.metadata(exchange);
        RelPath name = RelPath.parse(metadata.getOrDefault("filename", metadata.getOrDefault("name", "")));
        if (name.isRoot()) {
            throw new InvalidArgument("Upload-Metadata needs a filename");
        }
        dav.judgeNow();
        requireFolder(dav, dav.target().resolve(name.parent()));
        TransferOrder.Upload order = new TransferOrder.Upload(
                TransferOrderTokens.newId(),
                TransferUser.of(dav.caller()),
                dav.target().resolve(name),
                OptionalLong.of(length),
                mtime(exchange, metadata),
                declared(exchange, metadata),
                ConditionalHeaders.of(exchange).forChange(),
                dav.tokens());
        String root = exchange.path().startsWith("/remote.php/") ? "/remote.php/dav" : "/dav";
        Optional<WriteResult> written =
                tus.created(exchange, order, sender(exchange), exchange.site() + root + "/tus/" + order.id());
        if (written.isPresent()) {
            done(exchange, written.get(), order);
        } else {
            orders.keep(order);
        }
    }

    /** Refuses before the first byte what would be refused after the last. */
    private void requireFolder(DavRequest dav, Target parent) {
        Resource folder;
        try {
            folder = files.stat(dav.caller(), parent, StatSpec.node());
        } catch (NotFound missing) {
            throw new Conflict("the folder for this file is missing");
        }
        if (!folder.isFolder()) {
            throw new Conflict("a file can't be put below a file");
        }
        if (!folder.rights().has(Right.UPLOAD)) {
            throw new Forbidden("you may not put files into this folder");
        }
    }

    /** A header, which wins, or an entry of the metadata. */
    private static Optional<Instant> mtime(HttpExchange exchange, Map<String, String> metadata) {
        Optional<Instant> header = DavHeaders.mtime(exchange);
        return header.isPresent() || !metadata.containsKey("mtime")
                ? header
                : Optional.of(DavHeaders.mtime("mtime", metadata.getOrDefault("mtime", "")));
    }

    private static List<Checksum> declared(HttpExchange exchange, Map<String, String> metadata) {
        Optional<Checksum> inHeader = exchange.header("OC-Checksum").flatMap(text -> ChecksumHeaders.parse(text, ':'));
        Optional<Checksum> inMetadata =
                Optional.ofNullable(metadata.get("checksum")).flatMap(text -> ChecksumHeaders.parse(text, ' '));
        return Stream.concat(inHeader.stream(), inMetadata.stream()).distinct().toList();
    }

    /** Goes on with an upload. */
    void handle(HttpExchange exchange, String id) {
        TransferOrder.Upload order = orders.find(exchange.caller().user(), id);
        String method = Tus.method(exchange);
        Optional<WriteResult> written = tus.handle(exchange, method, order, sender(exchange));
        if (written.isPresent()) {
            orders.completed(id);
            done(exchange, written.get(), order);
        } else if (method.equals("DELETE")) {
            orders.forget(id);
        }
    }

    private static UploadSender sender(HttpExchange exchange) {
        return new UploadSender(
                exchange.caller(), exchange.visitor().orElseThrow().notRevoked());
    }

    private static void done(HttpExchange exchange, WriteResult result, TransferOrder.Upload order) {
        int status = exchange.status();
        FileMethods.stored(exchange, result, order.mtime());
        exchange.status(status)
                .header("OC-Perm", OcPermissionLetters.letters(result.resource().rights(), false, false));
    }
}
