/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;

/** A folder as a page for people: plain HTML, in order of names unless the folder is huge, streamed then. */
final class FolderIndexPage {

    static final String TYPE = "text/html; charset=utf-8";

    private static final int SORTED = 5000;
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private final FileService files;
    private final Supplier<Predicate<Node>> opened;

    /** @param opened tells, for one page, which files an app opens */
    FolderIndexPage(FileService files, Supplier<Predicate<Node>> opened) {
        this.files = files;
        this.opened = opened;
    }

    void answer(DavRequest dav, Resource folder) throws IOException {
        HttpExchange exchange = dav.exchange();
        exchange.header("Content-Type", TYPE)
                .header("Content-Security-Policy", POLICY)
                .header("Cache-Control", "no-cache");
        XmlWriter xml = new XmlWriter(exchange);
        String name = dav.address().isHome() ? "Your files" : dav.address().name();
        xml.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
        xml.text(name)
                .raw(" – Weft</title><link rel=\"icon\" href=\"")
                .publicPrefix()
                .raw("/favicon.ico\"><link rel=\"stylesheet\" href=\"")
                .publicPrefix()
                .raw("/weft.css\"></head><body><header><a href=\"")
                .publicPrefix()
                .raw("/\">Weft</a>");
        xml.raw("</header><main><h1>").text(name).raw("</h1><table><caption>");
        xml.text("Contents of " + name)
                .raw("</caption><thead><tr><th scope=\"col\">Name</th>"
                        + "<th scope=\"col\">Size</th><th scope=\"col\">Modified</th></tr></thead><tbody>");
        String base = exchange.publicPrefix() + dav.address().href(true);
        if (!dav.address().isTop()) {
            xml.raw("<tr><td><a href=\"").raw(parent(base)).raw("\">parent folder</a></td><td></td><td></td></tr>");
        }
        rows(dav, base, xml);
        xml.raw("</tbody></table></main></body></html>\n").flush();
    }

    private static String parent(String base) {
        return base.substring(0, base.lastIndexOf('/', base.length() - 2) + 1);
    }

    private void rows(DavRequest dav, String base, XmlWriter xml) throws IOException {
        List<Resource> first = new ArrayList<>();
        Predicate<Node> apps = opened.get();
        boolean[] huge = new boolean[1];
        files.list(dav.caller(), dav.target(), ListSpec.all(), StatSpec.node(), child -> {
            if (!huge[0]) {
                first.add(child);
                if (first.size() <= SORTED) {
                    return true;
                }
                huge[0] = true;
            }
            try {
                write(first, base, apps, xml);
                if (first.isEmpty()) {
                    row(child, base, apps, xml);
                }
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
            first.clear();
            return true;
        });
        if (!huge[0]) {
            first.sort(Comparator.comparing((Resource child) -> !child.isFolder())
                    .thenComparing(Resource::name, String.CASE_INSENSITIVE_ORDER));
        }
        write(first, base, apps, xml);
    }

    private static void write(List<Resource> children, String base, Predicate<Node> apps, XmlWriter xml)
            throws IOException {
        for (Resource child : children) {
            row(child, base, apps, xml);
        }
    }

    private static void row(Resource child, String base, Predicate<Node> apps, XmlWriter xml) throws IOException {
        boolean folder = child.isFolder();
        xml.raw("<tr><td><a href=\"").raw(base).segment(child.name()).raw(folder ? "/\">" : "\">");
        xml.text(child.name()).raw(folder ? "/</a>" : "</a>");
        if (!folder && apps.test(child.node())) {
            xml.raw(" <a href=\"").publicPrefix().raw("/apps/open?file_id=");
            xml.segment(child.id().toString()).raw("\">Open<span class=\"unseen\"> ");
            xml.text(child.name()).raw("</span></a>");
        }
        xml.raw("</td><td class=\"n\">");
        xml.text(size(child.node().size())).raw("</td><td>");
        xml.date(child.node().mtime().getEpochSecond()).raw("</td></tr>\n");
    }

    private static String size(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(java.util.Locale.ROOT, "%.1f %s", value, units[unit]);
    }
}
