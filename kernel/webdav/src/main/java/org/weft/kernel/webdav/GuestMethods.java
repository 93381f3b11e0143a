/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.files.FileService;
import org.weft.spi.WeftException.Forbidden;

/** WebDAV for people who have no account here, and were given one thing: they go down from there, and it stays where it is. */
final class GuestMethods {

    static final String READ = "OPTIONS, GET, HEAD, PROPFIND";
    static final String ALL = READ + ", PUT, DELETE, MKCOL, COPY, MOVE, PROPPATCH, LOCK, UNLOCK";

    private final PropFind propFind;
    private final PropPatch propPatch;
    private final FileMethods contents;
    private final TreeMethods tree;
    private final LockMethods locks;

    GuestMethods(StorageServices storage, Directories directories) {
        FileService files = storage.files();
        this.propFind = new PropFind(files, directories::user, false);
        this.propPatch = new PropPatch(files, storage.properties(), storage.labels());
        this.contents = new FileMethods(files);
        this.tree = new TreeMethods(files, storage.copies());
        this.locks = new LockMethods(files, storage.locks(), directories::user);
    }

    PropFind propFind() {
        return propFind;
    }

    FileMethods contents() {
        return contents;
    }

    /** The first name below the place where the guests' address begins; empty where there is none. */
    static String firstName(HttpExchange exchange) {
        String below = exchange.below();
        int end = below.indexOf('/', 1);
        return below.isEmpty() ? "" : below.substring(1, end < 0 ? below.length() : end);
    }

    /** Tells what is understood, to whomever asks. */
    static void options(HttpExchange exchange) {
        exchange.status(200).header("Allow", ALL).header("DAV", "1, 2, 3").header("MS-Author-Via", "DAV");
    }

    static HttpFailure notAllowed(HttpExchange exchange, String allow) {
        exchange.header("Allow", allow);
        return new HttpFailure(405, exchange.method() + " has no meaning at this address");
    }

    /**
     * What of the thing that was given stays as it is.
     *
     * @param stays whether what the request names can't be deleted and moved
     * @param alone whether nothing can be put beside it
     * @param why told to whoever tries
     */
    record Bounds(boolean stays, boolean alone, String why) {}

    void answer(DavRequest dav, Bounds bounds) throws IOException {
        switch (dav.exchange().method()) {
            case "GET" -> contents.get(dav);
            case "HEAD" -> contents.head(dav);
            case "PROPFIND" -> propFind.answer(dav);
            case "PUT" -> contents.put(dav);
            case "DELETE" -> {
                refuse(bounds.stays(), bounds);
                tree.delete(dav);
            }
            case "MKCOL" -> tree.makeCollection(dav);
            case "COPY" -> {
                refuse(bounds.alone(), bounds);
                tree.copy(dav);
            }
            case "MOVE" -> {
                refuse(bounds.stays(), bounds);
                tree.move(dav);
            }
            case "PROPPATCH" -> propPatch.answer(dav);
            case "LOCK" -> locks.lock(dav);
            case "UNLOCK" -> locks.unlock(dav);
            default -> throw notAllowed(dav.exchange(), ALL);
        }
    }

    private static void refuse(boolean refused, Bounds bounds) {
        if (refused) {
            throw new Forbidden(bounds.why());
        }
    }
}
