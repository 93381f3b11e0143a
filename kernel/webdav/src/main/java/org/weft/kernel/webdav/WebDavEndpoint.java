/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.weft.kernel.http.AuthenticatedUser;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.tus.Tus;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.spaces.SpaceCatalog;
import org.weft.spi.storage.Node;

/** The WebDAV server: classes 1, 2 and 3, and what ownCloud's clients know besides. */
public final class WebDavEndpoint implements Endpoint {

    /** The reports that are served, as capabilities name them. */
    public static final List<String> REPORTS = Report.SERVED;

    private static final String READ = "OPTIONS, GET, HEAD, PROPFIND, REPORT";
    private static final String WRITE = READ + ", PUT, DELETE, MKCOL, COPY, MOVE, PROPPATCH";
    private static final Set<String> KNOWN = Set.of(
            "OPTIONS",
            "GET",
            "HEAD",
            "PROPFIND",
            "PUT",
            "DELETE",
            "MKCOL",
            "COPY",
            "MOVE",
            "PROPPATCH",
            "LOCK",
            "UNLOCK",
            "POST",
            "PATCH",
            "REPORT",
            "SEARCH",
            "TRACE",
            "CONNECT",
            "ACL",
            "BIND",
            "CHECKOUT",
            "CHECKIN");

    private final FileService files;
    private final SpaceCatalog catalog;
    private final ErrorWriter errors = new DavErrors();
    private final PropFind propFind;
    private final Report report;
    private final PropPatch propPatch;
    private final FileMethods contents;
    private final TreeMethods tree;
    private final LockMethods locks;
    private final TrashMethods trash;
    private final VersionMethods versions;
    private final Optional<ChunkedUploadMethods> chunks;
    private final Optional<ChunkedPut> chunkedPut;
    private final Optional<TusMethods> tus;

    /**
     * Files come whole only.
     *
     * @param depthInfinity whether PROPFIND with Depth infinity is answered, rather than refused with 403
     */
    public WebDavEndpoint(StorageServices storage, Directories directories, boolean depthInfinity) {
        this(storage, directories::user, depthInfinity, Optional.empty(), () -> node -> false);
    }

    /** Files come whole, or otherwise. */
    public WebDavEndpoint(
            StorageServices storage, Directories directories, boolean depthInfinity, UploadProtocols incoming) {
        this(storage, directories, depthInfinity, incoming, () -> node -> false);
    }

    /** @param opened tells, for one page, which files an app opens */
    public WebDavEndpoint(
            StorageServices storage,
            Directories directories,
            boolean depthInfinity,
            UploadProtocols incoming,
            Supplier<Predicate<Node>> opened) {
        this(storage, directories::user, depthInfinity, Optional.of(incoming), opened);
    }

    private WebDavEndpoint(
            StorageServices storage,
            PropertyContext.Names names,
            boolean depthInfinity,
            Optional<UploadProtocols> incoming,
            Supplier<Predicate<Node>> opened) {
        this.files = storage.files();
        this.catalog = storage.catalog();
        this.propFind = new PropFind(files, names, depthInfinity);
        this.report = new Report(files, storage.labels(), names);
        this.propPatch = new PropPatch(files, storage.properties(), storage.labels());
        this.contents = new FileMethods(files, opened);
        this.tree = new TreeMethods(files, storage.copies());
        this.locks = new LockMethods(files, storage.locks(), names);
        this.trash = new TrashMethods(files, storage.trash());
        this.versions = new VersionMethods(files, storage.versions());
        Optional<UploadProtocols> chunked = incoming.filter(in -> in.ways().chunks());
        this.chunks = chunked.map(in -> new ChunkedUploadMethods(files, in.transfers()));
        this.chunkedPut = chunked.map(in -> new ChunkedPut(in.transfers()));
        this.tus = incoming.filter(in -> in.ways().tus()).map(in -> new TusMethods(files, in));
    }

    /** Takes its places in the URL space; at the root only what clients look for on their way up. */
    public void register(Router router) {
        for (String root : DavTrees.ROOTS) {
            router.at(root, EndpointAccess.SIGNED_IN, this);
        }
        Set<String> probes = Set.of("PROPFIND", "OPTIONS");
        router.at("/remote.php", probes, EndpointAccess.SIGNED_IN, this);
        router.at("/", probes, EndpointAccess.SIGNED_IN, this);
    }

    @Override
    public ErrorWriter errors() {
        return errors;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<AuthenticatedUser> visitor = exchange.visitor();
        if (visitor.isEmpty()) {
            options(exchange, WRITE + ", LOCK, UNLOCK", true);
            return;
        }
        switch (DavTrees.find(exchange.path(), visitor.get())) {
            case DavTrees.InTree in -> inTree(exchange, in.address());
            case DavTrees.Above above -> above(exchange, above);
            case DavTrees.Spaces spaces -> spaces(exchange, spaces);
            case DavTrees.Bin bin -> trash(exchange, bin);
            case DavTrees.Meta meta -> meta(exchange, meta);
            case DavTrees.Chunks at -> chunks(exchange, at);
            case DavTrees.Resumed upload -> resumed(exchange, upload);
        }
    }

    private void chunks(HttpExchange exchange, DavTrees.Chunks at) throws IOException {
        ChunkedUploadMethods methods =
                chunks.orElseThrow(() -> new HttpFailure(404, "this server takes no uploads in chunks; PUT the file"));
        if (admit(exchange, ChunkedUploadMethods.ALLOW)) {
            methods.handle(exchange, at);
        }
    }

    private void resumed(HttpExchange exchange, DavTrees.Resumed upload) {
        TusMethods methods =
                tus.orElseThrow(() -> new HttpFailure(404, "this server does not speak TUS here; PUT the file"));
        if (admit(exchange, TusMethods.ALLOW)) {
            methods.handle(exchange, upload.id());
        } else {
            Tus.announce(exchange);
        }
    }

    private void spaces(HttpExchange exchange, DavTrees.Spaces spaces) throws IOException {
        if (admit(exchange, "OPTIONS, PROPFIND")) {
            propFind.spaces(exchange, spaces, catalog);
        }
    }

    private void trash(HttpExchange exchange, DavTrees.Bin bin) throws IOException {
        String allow = trash.isThere(exchange, bin) ? TrashMethods.ALLOW : "OPTIONS";
        if (admit(exchange, allow)) {
            trash.handle(exchange, bin);
        }
    }

    private void meta(HttpExchange exchange, DavTrees.Meta meta) throws IOException {
        if (admit(exchange, versions.allow(exchange, meta))) {
            versions.handle(exchange, meta);
        }
    }

    /** Answers OPTIONS itself; refuses what is not allowed. */
    private static boolean admit(HttpExchange exchange, String allow) {
        if (exchange.method().equals("OPTIONS")) {
            options(exchange, allow, true);
            return false;
        }
        if (!List.of(allow.split(", ", -1)).contains(exchange.method())) {
            throw notAllowed(exchange, allow);
        }
        return true;
    }

    private static void above(HttpExchange exchange, DavTrees.Above above) throws IOException {
        switch (exchange.method()) {
            case "PROPFIND" -> PropFind.above(exchange, above);
            case "OPTIONS" -> options(exchange, "OPTIONS, PROPFIND", true);
            default -> throw notAllowed(exchange, "OPTIONS, PROPFIND");
        }
    }

    private void inTree(HttpExchange exchange, DavPath address) throws IOException {
        if (exchange.method().equals("OPTIONS")) {
            Abilities abilities = files.abilities(exchange.caller(), address.target());
            options(exchange, allow(abilities), abilities.locks());
            if (tus.isPresent() && abilities.writable()) {
                Tus.announce(exchange);
            }
            return;
        }
        DavRequest dav = new DavRequest(exchange, files, address);
        switch (exchange.method()) {
            case "GET" -> contents.get(dav);
            case "HEAD" -> contents.head(dav);
            case "PROPFIND" -> propFind.answer(dav);
            case "PUT" -> put(dav);
            case "POST" -> post(dav);
            case "DELETE" -> tree.delete(dav);
            case "MKCOL" -> tree.makeCollection(dav);
            case "COPY" -> tree.copy(dav);
            case "MOVE" -> tree.move(dav);
            case "PROPPATCH" -> propPatch.answer(dav);
            case "REPORT" -> report.answer(dav);
            case "LOCK" -> locks.lock(dav);
            case "UNLOCK" -> locks.unlock(dav);
            default -> throw notAllowed(exchange, allow(files.abilities(exchange.caller(), address.target())));
        }
    }

    private void put(DavRequest dav) throws IOException {
        if (chunkedPut.isPresent() && ChunkedPut.isMeant(dav.exchange())) {
            chunkedPut.get().put(dav);
        } else {
            contents.put(dav);
        }
    }

    private void post(DavRequest dav) {
        tus.filter(methods -> dav.exchange().header("Tus-Resumable").isPresent())
                .orElseThrow(() -> notAllowed(dav.exchange(), allow(files.abilities(dav.caller(), dav.target()))))
                .create(dav);
    }

    private String allow(Abilities abilities) {
        String allow = abilities.writable() ? (tus.isPresent() ? WRITE + ", POST" : WRITE) : READ;
        return abilities.locks() ? allow + ", LOCK, UNLOCK" : allow;
    }

    private static HttpFailure notAllowed(HttpExchange exchange, String allow) {
        exchange.header("Allow", allow);
        return KNOWN.contains(exchange.method())
                ? new HttpFailure(405, exchange.method() + " has no meaning at this address")
                : new HttpFailure(501, "the method " + exchange.method() + " is not known");
    }

    private static void options(HttpExchange exchange, String allow, boolean locks) {
        exchange.status(200)
                .header("Allow", allow)
                .header("DAV", locks ? "1, 2, 3" : "1, 3")
                .header("MS-Author-Via", "DAV")
                .header("Accept-Ranges", "bytes");
    }
}
