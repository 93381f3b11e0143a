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
import org.weft.kernel.http.Conditionals;
import org.weft.kernel.http.Exchange;
import org.weft.kernel.http.tus.Tus;
import org.weft.kernel.storage.files.Files;
import org.weft.kernel.storage.files.Written;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.Wanted;
import org.weft.kernel.storage.upload.KeptOrders;
import org.weft.kernel.storage.upload.Order;
import org.weft.kernel.storage.upload.Orders;
import org.weft.kernel.storage.upload.Principal;
import org.weft.kernel.storage.upload.Sender;
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

    private final Files files;
    private final Tus tus;
    private final KeptOrders orders;

    TusMethods(Files files, Incoming incoming) {
        this.files = files;
        this.tus = new Tus(incoming.uploads());
        this.orders = incoming.orders();
    }

    void create(Dav dav) {
        Exchange exchange = dav.exchange();
        long length = Tus.length(exchange);
        Map<String, String> metadata = Tus.metadata(exchange);
        RelPath name = RelPath.parse(metadata.getOrDefault("filename", metadata.getOrDefault("name", "")));
        if (name.isRoot()) {
            throw new InvalidArgument("Upload-Metadata needs a filename");
        }
        dav.judgeNow();
        requireFolder(dav, dav.target().resolve(name.parent()));
        Order.Upload order = new Order.Upload(
                Orders.newId(),
                Principal.of(dav.caller()),
                dav.target().resolve(name),
                OptionalLong.of(length),
                mtime(exchange, metadata),
                declared(exchange, metadata),
                Conditionals.of(exchange).forChange(),
                dav.tokens());
        String root = exchange.path().startsWith("/remote.php/") ? "/remote.php/dav" : "/dav";
        Optional<Written> written =
                tus.created(exchange, order, sender(exchange), exchange.site() + root + "/tus/" + order.id());
        if (written.isPresent()) {
            done(exchange, written.get(), order);
        } else {
            orders.keep(order);
        }
    }

    /** Refuses before the first byte what would be refused after the last. */
    private void requireFolder(Dav dav, Target parent) {
        Resource folder;
        try {
            folder = files.stat(dav.caller(), parent, Wanted.node());
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
    private static Optional<Instant> mtime(Exchange exchange, Map<String, String> metadata) {
        Optional<Instant> header = DavHeaders.mtime(exchange);
        return header.isPresent() || !metadata.containsKey("mtime")
                ? header
                : Optional.of(DavHeaders.mtime("mtime", metadata.getOrDefault("mtime", "")));
    }

    private static List<Checksum> declared(Exchange exchange, Map<String, String> metadata) {
        Optional<Checksum> inHeader = exchange.header("OC-Checksum").flatMap(text -> Digests.parse(text, ':'));
        Optional<Checksum> inMetadata =
                Optional.ofNullable(metadata.get("checksum")).flatMap(text -> Digests.parse(text, ' '));
        return Stream.concat(inHeader.stream(), inMetadata.stream()).distinct().toList();
    }

    /** Goes on with an upload. */
    void handle(Exchange exchange, String id) {
        Order.Upload order = orders.find(exchange.caller().user(), id);
        String method = Tus.method(exchange);
        Optional<Written> written = tus.handle(exchange, method, order, sender(exchange));
        if (written.isPresent()) {
            orders.completed(id);
            done(exchange, written.get(), order);
        } else if (method.equals("DELETE")) {
            orders.forget(id);
        }
    }

    private static Sender sender(Exchange exchange) {
        return new Sender(exchange.caller(), exchange.visitor().orElseThrow().still());
    }

    private static void done(Exchange exchange, Written written, Order.Upload order) {
        int status = exchange.status();
        Contents.stored(exchange, written, order.mtime());
        exchange.status(status)
                .header("OC-Perm", Permissions.letters(written.resource().rights(), false, false));
    }
}
