/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.PathCodec;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.MediaTypes;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.share.Link;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;

/** The pages of a link that is open: a folder, a file, or a place to put files. A folder's page holds a part of a large one. */
final class LinkFolderPage {

    /** The script for uploads. */
    static final String SCRIPT = "/weft-link.js";

    private static final int PAGE = 500;

    /** Larger folders are shown in the order of their storage: to look through the whole of one for each page takes too long. */
    private static final int SORTED = 20_000;

    private final FileService files;
    private final LinkApps apps;

    LinkFolderPage(FileService files, LinkApps apps) {
        this.files = files;
        this.apps = apps;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String query(RelPath path) {
        return "path=" + encoded("/" + path);
    }

    private static String name(LinkRequest visit) {
        String own = visit.link().link().displayName();
        return own.isEmpty() ? visit.top().name() : own;
    }

    void page(LinkRequest visit, RelPath path) throws IOException {
        Target target = visit.target(path);
        Resource folder = path.isRoot() ? visit.top() : files.stat(visit.caller(), target, StatSpec.node());
        if (!folder.isFolder()) {
            throw new HttpFailure(404, "this is a file; it can be downloaded from its folder's page");
        }
        String title = path.isRoot() ? name(visit) : path.name();
        Part part = part(visit, target);
        HtmlWriter page = PageLayout.begin(visit.exchange(), title);
        crumbs(page, visit, path);
        page.raw("<h1>").name(title).raw("</h1>\n");
        facts(page, visit);
        if (!part.first().isEmpty() && folder.rights().has(Right.LIST_CONTAINER)) {
            page.raw("<p><a class=\"button\" href=\"")
                    .text(visit.url() + "/download?" + query(path))
                    .raw("\">Download all as zip</a></p>\n");
        }
        if (folder.rights().has(Right.UPLOAD)) {
            upload(page, visit, path, "Add files to this folder");
        }
        table(page, visit, path, part, title);
        PageLayout.end(page);
    }

    /**
     * What is listed on one page.
     *
     * @param first what begins it, in the order to show
     * @param next behind which name the next page begins; empty when there is none
     * @param whole whether the rest follows from the storage, which lists folders as a whole only
     */
    private record Part(List<Resource> first, Optional<String> next, boolean whole) {}

    private Part part(LinkRequest visit, Target folder) {
        Optional<SortedPage.Key> after = visit.exchange()
                .parameter("after")
                .filter(name -> !name.isEmpty())
                .map(SortedPage.Key::parse);
        SortedPage sorted = new SortedPage(after, PAGE);
        int[] seen = new int[1];
        files.list(visit.caller(), folder, ListSpec.all(), StatSpec.node(), child -> {
            sorted.add(child);
            return ++seen[0] <= SORTED;
        });
        return seen[0] <= SORTED
                ? new Part(sorted.children(), sorted.next().map(SortedPage.Key::text), false)
                : unsorted(visit, folder, after, sorted);
    }

    private Part unsorted(LinkRequest visit, Target folder, Optional<SortedPage.Key> after, SortedPage begun) {
        List<Resource> found = new ArrayList<>();
        try {
            files.list(
                    visit.caller(),
                    folder,
                    new ListSpec(after.map(SortedPage.Key::name), PAGE + 1),
                    StatSpec.node(),
                    found::add);
        } catch (Unsupported wholeOnly) {
            return new Part(begun.children(), Optional.empty(), true);
        }
        if (found.size() <= PAGE) {
            return new Part(found, Optional.empty(), false);
        }
        found.removeLast();
        return new Part(found, Optional.of(found.getLast().name()), false);
    }

    private static void crumbs(HtmlWriter page, LinkRequest visit, RelPath path) throws IOException {
        if (path.isRoot()) {
            return;
        }
        page.raw("<nav aria-label=\"Folders above\"><ol class=\"crumbs\">");
        for (RelPath above : path.ancestors()) {
            page.raw("<li><a href=\"")
                    .text(above.isRoot() ? visit.url() : visit.url() + '?' + query(above))
                    .raw("\">");
            page.name(above.isRoot() ? name(visit) : above.name()).raw("</a></li>");
        }
        page.raw("<li aria-current=\"page\">").name(path.name()).raw("</li></ol></nav>\n");
    }

    private static void facts(HtmlWriter page, LinkRequest visit) throws IOException {
        Link link = visit.link().link();
        page.raw("<p class=\"quiet\">");
        if (link.isInternal()) {
            page.raw("In your files at <a href=\"/remote.php/dav/tree/")
                    .text(PathCodec.encode(visit.top().path().toString()))
                    .raw("\">/");
            page.name(visit.top().path().toString()).raw("</a>");
        } else if (visit.owner().isEmpty()) {
            page.raw("Shared by link");
        } else {
            page.raw("Shared by ").name(visit.owner());
        }
        if (link.expires().isPresent()) {
            page.raw(", until ").day(link.expires().get());
        }
        page.raw("</p>\n");
        if (!link.description().isEmpty()) {
            page.raw("<p class=\"note\">").text(link.description()).raw("</p>\n");
        }
    }

    private void table(HtmlWriter page, LinkRequest visit, RelPath path, Part part, String title) throws IOException {
        if (part.first().isEmpty()) {
            page.raw("<p>")
                    .raw(visit.exchange().parameter("after").isEmpty() ? "This folder is empty." : "There is no more.");
            page.raw("</p>\n");
            return;
        }
        Predicate<Resource> opened = apps.opened();
        page.raw("<table><caption>Contents of ")
                .text(HtmlEscaper.visible(title))
                .raw("</caption><thead><tr><th scope=\"col\">Name</th><th scope=\"col\" class=\"n\">Size</th>"
                        + "<th scope=\"col\">Changed</th></tr></thead>\n<tbody>\n");
        if (part.whole()) {
            files.list(visit.caller(), visit.target(path), ListSpec.all(), StatSpec.node(), child -> {
                try {
                    row(page, visit, path, child, opened);
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
                return true;
            });
        } else {
            for (Resource child : part.first()) {
                row(page, visit, path, child, opened);
            }
        }
        page.raw("</tbody></table>\n");
        pages(page, visit, path, part);
    }

    private static void pages(HtmlWriter page, LinkRequest visit, RelPath path, Part part) throws IOException {
        boolean inside = visit.exchange()
                .parameter("after")
                .filter(name -> !name.isEmpty())
                .isPresent();
        if (!inside && part.next().isEmpty()) {
            return;
        }
        page.raw("<nav class=\"pages\" aria-label=\"Pages of this folder\">");
        if (inside) {
            page.raw("<a href=\"").text(visit.url() + '?' + query(path)).raw("\">First page</a> ");
        }
        if (part.next().isPresent()) {
            page.raw("<a rel=\"next\" href=\"")
                    .text(visit.url() + '?' + query(path) + "&after="
                            + encoded(part.next().get()))
                    .raw("\">Next page</a>");
        }
        page.raw("</nav>\n");
    }

    private static void row(
            HtmlWriter page, LinkRequest visit, RelPath path, Resource child, Predicate<Resource> opened)
            throws IOException {
        boolean folder = child.isFolder();
        RelPath at = path.resolve(child.name());
        boolean open = folder
                ? child.rights().has(Right.LIST_CONTAINER)
                : child.rights().has(Right.DOWNLOAD);
        boolean linked = open && child.node().kind() != Kind.SYMLINK;
        page.raw(folder ? "<tr class=\"folder\"><td>" : "<tr><td>");
        if (linked) {
            page.raw("<a href=\"")
                    .text(visit.url() + (folder ? "?" : "/download?") + query(at))
                    .raw("\">");
        }
        page.name(child.name());
        if (folder) {
            page.raw("<span aria-hidden=\"true\">/</span><span class=\"unseen\"> (folder)</span>");
        }
        page.raw(linked ? "</a>" : "");
        if (opened.test(child)) {
            page.raw(" <a class=\"open\" href=\"")
                    .text(visit.url() + "/open?" + query(at))
                    .raw("\">Open<span class=\"unseen\"> ");
            page.name(child.name()).raw("</span></a>");
        }
        page.raw("</td><td class=\"n\">");
        page.size(child.node().size()).raw("</td><td class=\"t\">");
        page.time(child.node().mtime()).raw("</td></tr>\n");
    }

    /** A single file. */
    void file(LinkRequest visit) throws IOException {
        Resource file = visit.top();
        HtmlWriter page = PageLayout.begin(visit.exchange(), name(visit));
        page.raw("<h1>").name(name(visit)).raw("</h1>\n");
        facts(page, visit);
        page.raw("<dl><div><dt>File</dt><dd>").name(file.name());
        page.raw("</dd></div><div><dt>Size</dt><dd>").size(file.node().size());
        page.raw("</dd></div><div><dt>Type</dt><dd>").text(MediaTypes.of(file.node()));
        page.raw("</dd></div><div><dt>Changed</dt><dd>")
                .time(file.node().mtime())
                .raw("</dd></div></dl>\n");
        if (file.rights().has(Right.DOWNLOAD)) {
            page.raw("<p><a class=\"button\" href=\"")
                    .text(visit.url() + "/download")
                    .raw("\">Download</a>");
            Optional<String> app = apps.app(file);
            if (app.isPresent()) {
                page.raw(" <a class=\"button\" href=\"")
                        .text(visit.url() + "/open")
                        .raw("\">Open in ");
                page.text(app.get()).raw("</a>");
            }
            page.raw("</p>\n");
        }
        PageLayout.end(page);
    }

    /** Where files can be put and nothing is shown. */
    void uploads(LinkRequest visit) throws IOException {
        String own = visit.link().link().displayName();
        String title = own.isEmpty() ? "Hand in files" : own;
        HtmlWriter page = PageLayout.begin(visit.exchange(), title);
        page.raw("<h1>").name(title).raw("</h1>\n");
        facts(page, visit);
        page.raw("<p>You can put files here. You won't see what lies here already, and others who have this link won't "
                + "see yours.</p>\n");
        upload(page, visit, RelPath.root(), "Hand in files");
        PageLayout.end(page);
    }

    private static void upload(HtmlWriter page, LinkRequest visit, RelPath path, String label) throws IOException {
        HttpExchange exchange = visit.exchange();
        page.raw("<noscript><p class=\"note\">To upload, allow this site's script, or use WebDAV at <code>")
                .text(exchange.site() + "/remote.php/dav/public-files/"
                        + visit.link().link().token())
                .raw("</code>.</p></noscript>\n<section id=\"upload\" class=\"drop\" hidden aria-label=\"")
                .text(label)
                .raw("\" data-target=\"")
                .text(visit.url() + "/upload?" + query(path))
                .raw("\">\n<p><label for=\"files\">")
                .text(label)
                .raw("</label></p>\n<p><input type=\"file\" id=\"files\" multiple> "
                        + "<span class=\"quiet\">or drop them on this page</span></p>\n"
                        + "<ul id=\"sent\"></ul>\n<p id=\"status\" role=\"status\" aria-live=\"polite\"></p>\n");
        if (!visit.isUploadOnly()) {
            page.raw("<p id=\"again\" hidden><a href=\"")
                    .text(path.isRoot() ? visit.url() : visit.url() + '?' + query(path))
                    .raw("\">Show the folder with the new files</a></p>\n");
        }
        page.raw("</section>\n<script src=\"" + SCRIPT + "\" defer></script>\n");
    }
}
