/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.weft.kernel.http.ConditionalRead;
import org.weft.kernel.http.ContentSender;
import org.weft.kernel.http.HttpDate;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.PathCodec;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.MediaTypes;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.storage.versions.VersionService;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Versions.Version;

/**
 * ownCloud's {@code meta} tree: what is told of a file by its id. {@code ID} tells where it is; {@code ID/v} lists its
 * earlier contents; {@code ID/v/KEY} is one of them, to GET, and to bring back by a COPY to the file itself. A COPY to
 * another place makes a file of it there.
 */
final class VersionMethods {

    private final FileService files;
    private final VersionService versions;
    private final ItemProperties<Line> sheet = sheet();
    private final ItemProperties<Resource> about = about();

    VersionMethods(FileService files, VersionService versions) {
        this.files = files;
        this.versions = versions;
    }

    /** A version of a file; the folder of all versions has none. */
    private record Line(Resource file, Optional<Version> version) {

        boolean isVersion() {
            return version.isPresent();
        }

        Version of() {
            return version.orElseThrow();
        }
    }

    private static ItemProperties<Line> sheet() {
        return new ItemProperties<Line>()
                .with(dav("resourcetype"), line -> true, (xml, line) -> {
                    if (!line.isVersion()) {
                        xml.raw("<d:collection/>");
                    }
                })
                .text(
                        dav("getcontentlength"),
                        Line::isVersion,
                        line -> Long.toString(line.of().size()))
                .text(
                        dav("getcontenttype"),
                        Line::isVersion,
                        line -> MediaTypes.of(line.file().node()))
                .text(dav("getetag"), Line::isVersion, line -> '"' + line.of().etag() + '"')
                .text(
                        dav("getlastmodified"),
                        Line::isVersion,
                        line -> HttpDate.format(line.of().mtime()));
    }

    private static ItemProperties<Resource> about() {
        return new ItemProperties<Resource>()
                .with(dav("resourcetype"), file -> true, (xml, file) -> xml.raw("<d:collection/>"))
                .text(
                        new PropertyName(XmlNames.OWNCLOUD, "meta-path-for-user"),
                        file -> true,
                        VersionMethods::pathForUser);
    }

    private static PropertyName dav(String local) {
        return new PropertyName(XmlNames.DAV, local);
    }

    /** From the top of the caller's own files where it lies there; else from the top of the tree. */
    private static String pathForUser(Resource file) {
        RelPath home = RelPath.parse("home");
        RelPath path = file.path();
        return "/" + (path.startsWith(home) ? path.relativeTo(home) : path);
    }

    /** What can be done at an address. */
    String allow(HttpExchange exchange, DavTrees.Meta meta) {
        if (meta.kind() == DavTrees.Meta.Kind.FILE) {
            return "OPTIONS, PROPFIND";
        }
        if (!files.abilities(exchange.caller(), Target.id(meta.file())).versions()) {
            return "OPTIONS";
        }
        return meta.kind() == DavTrees.Meta.Kind.VERSIONS ? "OPTIONS, PROPFIND" : "OPTIONS, GET, HEAD, PROPFIND, COPY";
    }

    void handle(HttpExchange exchange, DavTrees.Meta meta) throws IOException {
        switch (exchange.method()) {
            case "PROPFIND" -> find(exchange, meta);
            case "GET", "HEAD" -> get(exchange, meta);
            case "COPY" -> copy(exchange, meta);
            default -> throw new IllegalStateException(exchange.method());
        }
    }

    private void find(HttpExchange exchange, DavTrees.Meta meta) throws IOException {
        boolean deep = !exchange.header("Depth").map(String::strip).orElse("1").equals("0");
        PropFindRequest asked = PropFindRequest.of(exchange);
        Target target = Target.id(meta.file());
        if (meta.kind() == DavTrees.Meta.Kind.FILE) {
            Resource file = files.stat(exchange.caller(), target, StatSpec.node());
            XmlWriter xml = begin(exchange);
            xml.response().raw(PathCodec.encode(meta.base() + '/')).raw(XmlNames.HREF_END);
            about.write(xml, asked, file);
            xml.raw(XmlNames.RESPONSE_END).raw(XmlNames.MULTISTATUS_END).flush();
            return;
        }
        Resource file = files.stat(exchange.caller(), target, StatSpec.node());
        boolean all = meta.kind() == DavTrees.Meta.Kind.VERSIONS;
        Lines lines = new Lines(exchange, meta, asked, file);
        versions.list(exchange.caller(), target, version -> {
            boolean is = version.key().equals(meta.version());
            if (all && deep || is) {
                lines.push(version);
            }
            return all ? deep : !is;
        });
        if (all) {
            lines.begin();
        } else if (!lines.begun) {
            throw new NotFound("the file has no such version");
        }
        lines.xml.raw(XmlNames.MULTISTATUS_END).flush();
    }

    private static XmlWriter begin(HttpExchange exchange) throws IOException {
        exchange.status(207).header("Content-Type", "application/xml; charset=utf-8");
        return new XmlWriter(exchange).raw(XmlNames.MULTISTATUS);
    }

    /** The answer, begun with the first version, so that a failure before it has a status of its own. */
    private final class Lines {
        private final HttpExchange exchange;
        private final DavTrees.Meta meta;
        private final PropFindRequest asked;
        private final Resource file;
        private final XmlWriter xml;
        private boolean begun;

        Lines(HttpExchange exchange, DavTrees.Meta meta, PropFindRequest asked, Resource file) {
            this.exchange = exchange;
            this.meta = meta;
            this.asked = asked;
            this.file = file;
            this.xml = new XmlWriter(exchange);
        }

        void push(Version version) {
            try {
                begin();
                response("/v/" + version.key(), new Line(file, Optional.of(version)));
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }

        void begin() throws IOException {
            if (begun) {
                return;
            }
            begun = true;
            exchange.status(207).header("Content-Type", "application/xml; charset=utf-8");
            xml.raw(XmlNames.MULTISTATUS);
            if (meta.kind() == DavTrees.Meta.Kind.VERSIONS) {
                response("/v/", new Line(file, Optional.empty()));
            }
        }

        private void response(String below, Line line) throws IOException {
            xml.response().raw(PathCodec.encode(meta.base() + below)).raw(XmlNames.HREF_END);
            sheet.write(xml, asked, line);
            xml.raw(XmlNames.RESPONSE_END);
        }
    }

    private void get(HttpExchange exchange, DavTrees.Meta meta) throws IOException {
        ConditionalRead read = ConditionalRead.of(exchange);
        try (OpenFile opened = versions.open(exchange.caller(), Target.id(meta.file()), meta.version(), read)) {
            exchange.header("Content-Type", MediaTypes.of(opened.resource().node()))
                    .header("Content-Disposition", "attachment")
                    .header("OC-FileId", opened.resource().id().toString());
            if (exchange.method().equals("HEAD")) {
                ContentSender.head(exchange, opened.resource(), read);
            } else {
                ContentSender.content(exchange, opened, read);
            }
        }
    }

    private void copy(HttpExchange exchange, DavTrees.Meta meta) {
        Target file = Target.id(meta.file());
        DavRequest dav = new DavRequest(exchange, files, new DavPath(meta.base(), file, RelPath.root(), false));
        WriteConditions shown = dav.shown();
        Optional<DavPath> to = exchange.header("Destination").map(header -> dav.destination());
        if (to.isEmpty() || isFile(exchange, to.get(), meta)) {
            Resource restored = versions.restore(exchange.caller(), file, meta.version(), shown);
            FileMethods.identify(exchange, restored);
            exchange.status(204);
            return;
        }
        MoveRequest request = new MoveRequest(DavHeaders.overwrite(exchange), Precondition.none(), shown);
        WriteResult result =
                versions.copy(exchange.caller(), file, meta.version(), to.get().target(), request);
        TreeMethods.done(dav, to.get(), result);
    }

    private boolean isFile(HttpExchange exchange, DavPath address, DavTrees.Meta meta) {
        try {
            Resource there = files.stat(exchange.caller(), address.target(), StatSpec.node());
            return there.id().storage().equals(meta.file().storage())
                    && there.id().node().equals(meta.file().node());
        } catch (NotFound nothing) {
            return false;
        }
    }
}
