/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.LinkVisitor;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.RelPath;

/** One request, once the link is open. */
record LinkRequest(HttpExchange exchange, LinkVisitor link, Caller caller, Resource top, String owner) {

    static final String ROOT = "/s";

    /** The page's path, encoded; letters and digits need no escape. */
    String url() {
        return ROOT + '/' + link.link().token();
    }

    boolean isUploadOnly() {
        return link.kind() == LinkType.UPLOAD_ONLY;
    }

    /** What a path below the link's top names; a single file has none below. */
    Target target(RelPath path) {
        if (!top.isFolder() && !path.isRoot()) {
            throw new NotFound("there is no such resource, or you may not see it");
        }
        return link.target().resolve(path);
    }
}
