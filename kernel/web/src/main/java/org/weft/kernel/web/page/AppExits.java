/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.PathCodec;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Unavailable;

/**
 * Where people go from a file that they wanted to open in an app: back, or home with a copy of it.
 *
 * @param back the address of the folder, or of whatever they came from
 * @param download that of the file's content
 */
record AppExits(String back, String download) {

    private static final String DAV = "/remote.php/dav";

    /** Of somebody who is signed in. */
    static AppExits of(Resource file) {
        String folder = file.inTree() && !file.path().isRoot()
                ? DAV + "/tree" + PathCodec.encode("/" + file.path().parent())
                        + (file.path().parent().isRoot() ? "" : "/")
                : file.parent()
                        .map(id -> DAV + "/spaces/" + PathCodec.encode(id.toString()) + '/')
                        .orElse("/remote.php/webdav/");
        return new AppExits(
                folder, DAV + "/spaces/" + PathCodec.encode(file.id().toString()));
    }

    /** The links, as part of a page. */
    void write(HtmlWriter page, String name) throws IOException {
        page.raw("<a href=\"")
                .text(back)
                .raw("\">Back to the folder</a> <a href=\"")
                .text(download)
                .raw("\" download=\"")
                .text(HtmlEscaper.visible(name))
                .raw("\">Download</a>");
    }

    /** Says why a file does not open, and what there is in its stead. */
    void instead(HttpExchange exchange, Resource file, WeftException why) throws IOException {
        boolean passing = why instanceof Unavailable;
        exchange.status(passing ? 503 : 404);
        String title = passing ? "This can't be opened at the moment" : "No application opens this file";
        HtmlWriter page = PageLayout.begin(exchange, title);
        page.raw("<h1>")
                .text(title)
                .raw("</h1>\n<p>")
                .name(file.name())
                .raw(": ")
                .text(why.text())
                .raw(". The file itself is there; you can download it.</p>\n<p class=\"row\">");
        if (passing) {
            page.raw("<a class=\"button\" href=\"")
                    .text(PageErrors.here(exchange))
                    .raw("\">Try again</a> ");
        }
        write(page, file.name());
        PageLayout.end(page.raw("</p>\n"));
    }
}
