/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.weft.kernel.http.HttpDate;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.PathCodec;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.trash.TrashItem;
import org.weft.kernel.storage.trash.TrashService;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.RelPath;

/**
 * ownCloud's trash over WebDAV: PROPFIND lists it, a deleted folder too; MOVE brings back; DELETE deletes for good, the
 * whole trash at its own address.
 */
final class TrashMethods {

    static final String ALLOW = "OPTIONS, PROPFIND, MOVE, DELETE";

    private final FileService files;
    private final TrashService trash;
    private final ItemProperties<Optional<TrashItem>> sheet;

    TrashMethods(FileService files, TrashService trash) {
        this.files = files;
        this.trash = trash;
        this.sheet = sheet();
    }

    /** Empty stands for the trash itself. */
    private static ItemProperties<Optional<TrashItem>> sheet() {
        return new ItemProperties<Optional<TrashItem>>()
                .with(dav("resourcetype"), item -> true, (xml, item) -> {
                    if (item.map(TrashItem::isFolder).orElse(true)) {
                        xml.raw("<d:collection/>");
                    }
                })
                .text(oc("trashbin-original-filename"), Optional::isPresent, item -> of(item).name())
                .text(
                        oc("trashbin-original-location"),
                        Optional::isPresent,
                        item -> of(item).inner().toString())
                .text(oc("trashbin-delete-datetime"), Optional::isPresent, item -> HttpDate.format(of(item).deleted()))
                .text(
                        oc("trashbin-delete-timestamp"),
                        Optional::isPresent,
                        item -> Long.toString(of(item).deleted().getEpochSecond()))
                .text(
                        dav("getcontentlength"),
                        item -> item.isPresent() && !item.get().isFolder(),
                        item -> Long.toString(of(item).size()))
                .text(oc("size"), Optional::isPresent, item -> Long.toString(of(item).size()));
    }

    private static TrashItem of(Optional<TrashItem> item) {
        return item.orElseThrow();
    }

    private static PropertyName dav(String local) {
        return new PropertyName(XmlNames.DAV, local);
    }

    private static PropertyName oc(String local) {
        return new PropertyName(XmlNames.OWNCLOUD, local);
    }

    /** Whether there is a trash at the address. */
    boolean isThere(HttpExchange exchange, DavTrees.Bin bin) {
        return files.abilities(exchange.caller(), bin.tree()).trash();
    }

    void handle(HttpExchange exchange, DavTrees.Bin bin) throws IOException {
        switch (exchange.method()) {
            case "PROPFIND" -> find(exchange, bin);
            case "MOVE" -> restore(exchange, bin);
            case "DELETE" -> delete(exchange, bin);
            default -> throw new IllegalStateException(exchange.method());
        }
    }

    private void find(HttpExchange exchange, DavTrees.Bin bin) throws IOException {
        String depth = exchange.header("Depth").map(String::strip).orElse("1");
        if (!depth.equals("0") && !depth.equals("1")) {
            if (!depth.equalsIgnoreCase("infinity")) {
                throw new InvalidArgument("Depth is 0 or 1 here, not '" + depth + "'");
            }
            DavErrors.write(exchange, 403, "<d:propfind-finite-depth/>", "a trash is listed with Depth 0 or 1");
            return;
        }
        PropFindRequest request = PropFindRequest.of(exchange);
        Target tree = tree(exchange, bin);
        TrashService.Query query = new TrashService.Query(
                bin.key(), bin.below(), time(exchange, "from", false), time(exchange, "to", true));
        Optional<TrashItem> self = bin.key().isPresent()
                ? Optional.of(trash.item(exchange.caller(), tree, bin.key().get(), bin.below()))
                : Optional.empty();
        boolean deep = depth.equals("1") && self.map(TrashItem::isFolder).orElse(true);
        Lines lines = new Lines(exchange, bin, request);
        if (!deep) {
            trash.list(exchange.caller(), tree, TrashService.Query.all(), item -> false);
            lines.write(self);
        } else {
            trash.list(exchange.caller(), tree, query, item -> lines.push(self, item));
            lines.begin(self);
        }
        lines.end();
    }

    /** The answer, begun with the first item, so that a failure before it has a status of its own. */
    private final class Lines {
        private final HttpExchange exchange;
        private final DavTrees.Bin bin;
        private final PropFindRequest request;
        private final XmlWriter xml;
        private boolean begun;

        Lines(HttpExchange exchange, DavTrees.Bin bin, PropFindRequest request) {
            this.exchange = exchange;
            this.bin = bin;
            this.request = request;
            this.xml = new XmlWriter(exchange);
        }

        boolean push(Optional<TrashItem> self, TrashItem item) {
            try {
                begin(self);
                response(Optional.of(item));
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
            return true;
        }

        void begin(Optional<TrashItem> self) throws IOException {
            if (!begun) {
                write(self);
            }
        }

        void write(Optional<TrashItem> self) throws IOException {
            begun = true;
            exchange.status(207).header("Content-Type", "application/xml; charset=utf-8");
            xml.raw(XmlNames.MULTISTATUS);
            response(self);
        }

        private void response(Optional<TrashItem> item) throws IOException {
            String path = bin.base() + item.map(of -> '/' + of.address()).orElse("");
            boolean folder = item.map(TrashItem::isFolder).orElse(true);
            xml.response().raw(PathCodec.encode(folder ? path + '/' : path));
            xml.raw(XmlNames.HREF_END);
            sheet.write(xml, request, item);
            xml.raw(XmlNames.RESPONSE_END);
        }

        void end() throws IOException {
            xml.raw(XmlNames.MULTISTATUS_END).flush();
        }
    }

    /** The tree that is asked for; a {@code base_path} narrows it to what was deleted below. */
    private static Target tree(HttpExchange exchange, DavTrees.Bin bin) {
        return exchange.parameter("base_path")
                .map(path -> bin.tree().resolve(RelPath.parse(path)))
                .orElse(bin.tree());
    }

    private static Optional<Instant> time(HttpExchange exchange, String name, boolean end) {
        String header = "X-Trashbin-" + (end ? "To" : "From");
        return exchange.parameter(name)
                .or(() -> exchange.header(header))
                .filter(text -> !text.isBlank())
                .map(text -> TrashTimeFilter.parse(text.strip(), end));
    }

    private void restore(HttpExchange exchange, DavTrees.Bin bin) {
        String key = bin.key().orElseThrow(() -> new Forbidden("the trash itself can't be moved: name an item in it"));
        DavRequest dav = new DavRequest(exchange, files, new DavPath(bin.base(), bin.tree(), RelPath.root(), false));
        boolean overwrite = DavHeaders.overwrite(exchange);
        DavPath to = dav.destination();
        if (to.isTop()) {
            throw new Forbidden("the top of a space or storage can't be replaced");
        }
        WriteResult result = trash.restore(
                exchange.caller(), bin.tree(), key, bin.below(), Optional.of(to.target()), overwrite, dav.shown());
        TreeMethods.done(dav, to, result);
    }

    private void delete(HttpExchange exchange, DavTrees.Bin bin) {
        if (!DavHeaders.isDeep(exchange)) {
            throw new HttpFailure(400, "what is in the trash is deleted with all that is in it: Depth is infinity");
        }
        Target tree = tree(exchange, bin);
        if (bin.key().isPresent()) {
            trash.purge(exchange.caller(), tree, bin.key().get(), bin.below());
        } else {
            trash.empty(exchange.caller(), tree);
        }
        exchange.status(204);
    }
}
