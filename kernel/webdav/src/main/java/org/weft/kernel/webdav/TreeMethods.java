/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.storage.copy.CopyService;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;

/** MKCOL, DELETE, COPY and MOVE. */
final class TreeMethods {

    private final FileService files;
    private final CopyService copies;

    TreeMethods(FileService files, CopyService copies) {
        this.files = files;
        this.copies = copies;
    }

    void makeCollection(DavRequest dav) throws IOException {
        HttpExchange exchange = dav.exchange();
        if (exchange.hasBody() && exchange.body().read() >= 0) {
            throw new HttpFailure(415, "MKCOL takes no body here");
        }
        if (dav.address().isTop()) {
            throw new HttpFailure(405, "there is a folder at this address already");
        }
        Resource made = files.makeFolder(dav.caller(), dav.target(), DavHeaders.mtime(exchange), dav.change());
        exchange.status(201).header("OC-FileId", made.id().toString());
    }

    void delete(DavRequest dav) throws IOException {
        if (!DavHeaders.isDeep(dav.exchange())) {
            throw new InvalidArgument("a folder can only be deleted with all that is in it: Depth is infinity");
        }
        files.delete(dav.caller(), dav.target(), dav.change());
        dav.exchange().status(204);
    }

    void copy(DavRequest dav) throws IOException {
        boolean deep = DavHeaders.isDeep(dav.exchange());
        boolean overwrite = DavHeaders.overwrite(dav.exchange());
        DavPath to = destination(dav);
        MoveRequest request = new MoveRequest(overwrite, dav.source(), dav.shown(), signs(dav));
        WriteResult result = copies.copy(dav.caller(), dav.target(), to.target(), deep, request);
        done(dav, to, result);
    }

    void move(DavRequest dav) throws IOException {
        boolean deep = DavHeaders.isDeep(dav.exchange());
        boolean overwrite = DavHeaders.overwrite(dav.exchange());
        DavPath to = destination(dav);
        if (!deep && files.stat(dav.caller(), dav.target(), StatSpec.node()).isFolder()) {
            throw new InvalidArgument("a folder can only be moved with all that is in it: Depth is infinity");
        }
        MoveRequest request = new MoveRequest(overwrite, dav.source(), dav.shown(), signs(dav));
        WriteResult result = copies.move(dav.caller(), dav.target(), to.target(), request);
        done(dav, to, result);
    }

    /**
     * What keeps the connection up while a long copy is made: 102 Processing (RFC 2518, section 10.1) for the clients that
     * are known to take it, those made with neon; for all others nothing, since some take it for the answer.
     */
    private static Runnable signs(DavRequest dav) {
        boolean takesThem = dav.exchange()
                .header("User-Agent")
                .filter(agent -> agent.contains("neon/"))
                .isPresent();
        return takesThem ? dav.exchange()::processing : () -> {};
    }

    private static DavPath destination(DavRequest dav) {
        DavPath to = dav.destination();
        if (to.isSame(dav.address())) {
            throw new Forbidden("source and destination are the same");
        }
        if (to.isTop()) {
            throw new Forbidden("the top of a space or storage can't be replaced");
        }
        return to;
    }

    static void done(DavRequest dav, DavPath to, WriteResult result) {
        HttpExchange exchange = dav.exchange();
        FileMethods.identify(exchange, result.resource());
        exchange.status(result.created() ? 201 : 204);
        if (result.created()) {
            exchange.header(
                    "Location", exchange.site() + to.href(result.resource().isFolder()));
        }
    }
}
