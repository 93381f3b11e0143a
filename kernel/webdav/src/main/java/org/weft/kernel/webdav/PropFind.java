/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.spaces.SpaceCatalog;
import org.weft.kernel.storage.spaces.SpaceView;
import org.weft.kernel.webdav.DavHeaders.Depth;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;

/**
 * PROPFIND (RFC 4918, section 9.1), streamed: what has been listed is on its way while the rest is being listed. One stat
 * and one listing for each folder, however many children.
 */
final class PropFind {

    private static final Logger LOG = LoggerFactory.getLogger(PropFind.class);
    private static final int MOST_DEPTH = 200;

    private final FileService files;
    private final PropertyContext.Names names;
    private final boolean infinity;

    /**
     * @param infinity whether Depth infinity is answered
     */
    PropFind(FileService files, PropertyContext.Names names, boolean infinity) {
        this.files = files;
        this.names = names;
        this.infinity = infinity;
    }

    void answer(DavRequest dav) throws IOException {
        HttpExchange exchange = dav.exchange();
        Depth depth = DavHeaders.depth(exchange);
        PropFindRequest request = PropFindRequest.of(exchange);
        if (depth == Depth.INFINITY && !infinity) {
            DavErrors.write(exchange, 403, "<d:propfind-finite-depth/>", "this site answers Depth 0 and 1 only");
            return;
        }
        boolean minimal = exchange.header("Prefer")
                .filter("return=minimal"::equalsIgnoreCase)
                .isPresent();
        if (minimal) {
            exchange.header("Preference-Applied", "return=minimal");
        }
        PropertyPlan plan = PropertyPlan.of(request, minimal);
        dav.judgeNow();
        Resource resource = files.stat(dav.caller(), dav.target(), plan.wanted());
        exchange.status(207)
                .header("Content-Type", "application/xml; charset=utf-8")
                .header("Vary", "Depth, Prefer");
        XmlWriter xml = new XmlWriter(exchange);
        Writing writing = new Writing(dav, plan, xml, new PropertyContext(files, dav, names));
        xml.raw(XmlNames.MULTISTATUS);
        writing.write(resource, dav.address());
        if (depth != Depth.ZERO && resource.isFolder()) {
            writing.children(dav.address(), depth == Depth.INFINITY ? MOST_DEPTH : 1);
        }
        xml.raw(XmlNames.MULTISTATUS_END).flush();
    }

    /** The top of a link to a single file: a folder that only shows the file. */
    void linkedFile(DavRequest dav, LinkRoot link) throws IOException {
        Depth depth = DavHeaders.depth(dav.exchange());
        PropertyPlan plan = PropertyPlan.of(PropFindRequest.of(dav.exchange()), false);
        DavPath child = link.file();
        Resource file = files.stat(dav.caller(), child.target(), plan.wanted());
        dav.exchange().status(207).header("Content-Type", "application/xml; charset=utf-8");
        XmlWriter xml = new XmlWriter(dav.exchange());
        Writing writing = new Writing(dav, plan, xml, new PropertyContext(files, dav, names));
        xml.raw(XmlNames.MULTISTATUS);
        writing.write(link.folderOf(file), dav.address());
        if (depth != Depth.ZERO) {
            writing.write(file, child);
        }
        xml.raw(XmlNames.MULTISTATUS_END).flush();
    }

    /** The folder of the spaces that the caller is in, and these, with what was received, with the properties of their tops. */
    void spaces(HttpExchange exchange, DavTrees.Spaces folder, SpaceCatalog catalog) throws IOException {
        Depth depth = DavHeaders.depth(exchange);
        PropertyPlan plan = PropertyPlan.of(PropFindRequest.of(exchange), false);
        exchange.status(207).header("Content-Type", "application/xml; charset=utf-8");
        XmlWriter xml = new XmlWriter(exchange);
        xml.raw(XmlNames.MULTISTATUS);
        signpost(xml, folder.path());
        if (depth != Depth.ZERO) {
            SpaceCatalog.SpaceSink sink = (space, behind) -> {
                try {
                    space(exchange, folder.address(space), space, plan, xml);
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
                return true;
            };
            catalog.spaces(exchange.caller(), false, new SpaceCatalog.Nothing(), sink);
            catalog.received(exchange.caller(), SpaceView.Kind.MOUNTPOINT, new SpaceCatalog.Nothing(), sink);
        }
        xml.raw(XmlNames.MULTISTATUS_END).flush();
    }

    /** A space that nobody can enter, or that has gone meanwhile, is left out. */
    private void space(HttpExchange exchange, DavPath address, SpaceView space, PropertyPlan plan, XmlWriter xml)
            throws IOException {
        DavRequest dav = new DavRequest(exchange, files, address);
        Resource resource;
        try {
            resource = space.kind().isReceived()
                            && plan.wanted().isNodeOnly()
                            && space.root().isPresent()
                    ? space.root().get()
                    : files.stat(exchange.caller(), address.target(), plan.wanted());
        } catch (WeftException.NotFound | WeftException.Forbidden closed) {
            LOG.atDebug().addKeyValue("reason", closed.text()).log("folder-left-out");
            return;
        }
        String href = address.href(true);
        xml.response().raw(href).raw(XmlNames.HREF_END);
        plan.write(
                xml, new PropertyContext(files, dav, names).titled(space.name()).of(resource, href, true));
        xml.raw(XmlNames.RESPONSE_END);
    }

    /** One of the folders above the trees; it has no properties but its type and name. */
    static void above(HttpExchange exchange, DavTrees.Above above) throws IOException {
        Depth depth = DavHeaders.depth(exchange);
        PropFindRequest.of(exchange);
        exchange.status(207).header("Content-Type", "application/xml; charset=utf-8");
        XmlWriter xml = new XmlWriter(exchange);
        xml.raw(XmlNames.MULTISTATUS);
        signpost(xml, above.path());
        if (depth != Depth.ZERO) {
            for (String child : above.children()) {
                signpost(xml, above.path() + '/' + child);
            }
        }
        xml.raw(XmlNames.MULTISTATUS_END).flush();
    }

    private static void signpost(XmlWriter xml, String path) throws IOException {
        xml.response();
        for (String name : path.substring(path.isEmpty() ? 0 : 1).split("/", -1)) {
            if (!name.isEmpty()) {
                xml.raw("/").segment(name);
            }
        }
        xml.raw("/").raw(XmlNames.HREF_END).raw(XmlNames.PROPSTAT);
        xml.raw("<d:resourcetype><d:collection/></d:resourcetype><d:displayname>");
        xml.text(path.substring(path.lastIndexOf('/') + 1)).raw("</d:displayname>");
        xml.raw(XmlNames.FOUND).raw(XmlNames.RESPONSE_END);
    }

    /** Writes responses. */
    private final class Writing {
        private final DavRequest dav;
        private final PropertyPlan plan;
        private final XmlWriter xml;
        private final PropertyContext view;

        Writing(DavRequest dav, PropertyPlan plan, XmlWriter xml, PropertyContext view) {
            this.dav = dav;
            this.plan = plan;
            this.xml = xml;
            this.view = view;
        }

        void write(Resource resource, DavPath address) throws IOException {
            String href = address.href(resource.isFolder());
            xml.response().raw(href).raw(XmlNames.HREF_END);
            plan.write(xml, view.of(resource, href, address.isTop()));
            xml.raw(XmlNames.RESPONSE_END);
        }

        /** Lists a folder; folders in it are listed after it, so that no two listings are ever open at once. */
        void children(DavPath folder, int levels) {
            String path = folder.href(true);
            byte[] base = XmlNames.bytes(path);
            List<String> folders = new ArrayList<>();
            files.list(dav.caller(), folder.target(), ListSpec.all(), plan.wanted(), child -> {
                if (child.node().kind() == Kind.SYMLINK) {
                    return true; // it has no content here, and sync clients would fail over it on every run
                }
                try {
                    child(path, base, child);
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
                if (levels > 1 && child.isFolder()) {
                    folders.add(child.name());
                }
                return true;
            });
            for (String name : folders) {
                grandchildren(folder.child(name), levels);
            }
        }

        /** A folder that has vanished meanwhile, or can't be entered, has told of itself and shows nothing below. */
        private void grandchildren(DavPath folder, int levels) {
            try {
                children(folder, levels - 1);
            } catch (WeftException.NotFound | WeftException.Forbidden closed) {
                LOG.atDebug().addKeyValue("reason", closed.text()).log("folder-left-out");
            }
        }

        private void child(String path, byte[] base, Resource child) throws IOException {
            xml.response().raw(base).segment(child.name());
            if (child.isFolder()) {
                xml.raw("/");
            }
            xml.raw(XmlNames.HREF_END);
            plan.write(xml, view.ofChild(child, path));
            xml.raw(XmlNames.RESPONSE_END);
        }
    }
}
