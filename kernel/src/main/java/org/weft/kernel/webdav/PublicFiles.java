/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.http.Access;
import org.weft.kernel.http.BasicCredentials;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.Errors;
import org.weft.kernel.http.Exchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.Visitor;
import org.weft.kernel.service.Completions;
import org.weft.kernel.service.Files;
import org.weft.kernel.service.People;
import org.weft.kernel.service.Resource;
import org.weft.kernel.service.SignIn;
import org.weft.kernel.service.Wanted;
import org.weft.kernel.sharing.LinkDoor;
import org.weft.kernel.sharing.LinkKey;
import org.weft.kernel.sharing.LinkVisit;
import org.weft.kernel.webdav.DavHeaders.Depth;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Unauthenticated;

/**
 * WebDAV by public links, {@code /remote.php/dav/public-files/TOKEN}: for whoever knows the token, and the password where
 * there is one (Basic, as {@code public}; for downloads also a signature in the query). A link that takes uploads only
 * answers them, and the question what it is, and tells no name.
 */
public final class PublicFiles implements Endpoint {

    private static final String DROP = "OPTIONS, PROPFIND, PUT";
    private static final String READ = "OPTIONS, GET, HEAD, PROPFIND";
    private static final String ALL = READ + ", PUT, DELETE, MKCOL, COPY, MOVE, PROPPATCH, LOCK, UNLOCK";

    private final Files files;
    private final LinkDoor door;
    private final SignIn signIn;
    private final Errors errors = new DavErrors();
    private final PropFind propFind;
    private final PropPatch propPatch;
    private final Contents contents;
    private final Tree tree;
    private final LockMethods locks;

    public PublicFiles(Completions completions, People people, LinkDoor door, SignIn signIn) {
        this.files = completions.files();
        this.door = door;
        this.signIn = signIn;
        this.propFind = new PropFind(files, people::user, false);
        this.propPatch = new PropPatch(files, completions.properties(), completions.labels());
        this.contents = new Contents(files);
        this.tree = new Tree(files);
        this.locks = new LockMethods(files, completions.locking(), people::user);
    }

    public void register(Router router) {
        for (String path : LinkRoot.PATHS) {
            router.at(path, Access.OWN, this);
        }
    }

    @Override
    public Errors errors() {
        return errors;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        String below = exchange.below();
        int end = below.indexOf('/', 1);
        String token = below.isEmpty() ? "" : below.substring(1, end < 0 ? below.length() : end);
        String rest = end < 0 ? "" : below.substring(end);
        if (exchange.method().equals("OPTIONS")) {
            exchange.status(200).header("Allow", ALL).header("DAV", "1, 2, 3").header("MS-Author-Via", "DAV");
            return;
        }
        LinkVisit visit = enter(exchange, token);
        exchange.signIn(new Visitor(
                visit.admitted().user(),
                visit::caller,
                () -> signIn.admitted(visit.admitted()).accessToken()));
        Resource resource = files.stat(exchange.caller(), visit.target(), Wanted.node());
        LinkRoot root = new LinkRoot(visit, door.signatures(), resource, exchange.prefix() + '/' + token);
        Dav dav = new Dav(exchange, files, root.at(rest), root);
        if (root.isUploadOnly()) {
            drop(dav);
        } else if (!root.isFolder() && dav.address().isTop()) {
            fileTop(dav, root);
        } else {
            answer(dav, root);
        }
    }

    private LinkVisit enter(Exchange exchange, String token) {
        try {
            return door.enter(token, key(exchange, token), exchange.remoteAddress());
        } catch (Unauthenticated wrong) {
            // A browser's own dialog would hide the page whose script asked; the word is the one that ownCloud's and
            // Nextcloud's clients know.
            boolean script = exchange.header("X-Requested-With").isPresent();
            exchange.header(
                    "WWW-Authenticate", (script ? "DummyBasic" : "Basic") + " realm=\"Weft link\", charset=\"UTF-8\"");
            throw new HttpFailure(401, wrong.text());
        }
    }

    private static LinkKey key(Exchange exchange, String token) {
        boolean download = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        Optional<String> signature = download ? exchange.parameter("oc-signature") : Optional.empty();
        if (signature.isPresent()) {
            String expires = exchange.parameter("oc-expiration")
                    .or(() -> exchange.parameter("expiration"))
                    .orElse("");
            return LinkDoor.signed(signature.get(), expires);
        }
        return BasicCredentials.of(exchange)
                .filter(shown ->
                        shown.clientId().equals("public") || shown.clientId().equals(token))
                .filter(shown -> !shown.secret().isEmpty())
                .<LinkKey>map(shown -> new LinkKey.Password(shown.secret()))
                .orElseGet(LinkKey::none);
    }

    /** Takes uploads into the folder, says what the link is, and nothing more. */
    private void drop(Dav dav) throws IOException {
        String method = dav.exchange().method();
        boolean top = dav.address().isTop();
        if (method.equals("PROPFIND") && top && DavHeaders.depth(dav.exchange()) == Depth.ZERO) {
            propFind.answer(dav);
        } else if (method.equals("PUT")
                && dav.address().below().depth() == 1
                && !dav.address().slash()) {
            contents.drop(dav);
        } else if (List.of(ALL.split(", ", -1)).contains(method)) {
            throw new Forbidden("this link takes files and shows nothing: put them right below its address");
        } else {
            throw notAllowed(dav.exchange(), DROP);
        }
    }

    /** The folder that a single file is shown in, which is none of the storage's. */
    private void fileTop(Dav dav, LinkRoot root) throws IOException {
        Exchange exchange = dav.exchange();
        switch (exchange.method()) {
            case "PROPFIND" -> propFind.linkedFile(dav, root);
            case "GET" -> contents.get(new Dav(exchange, files, root.file(), root));
            case "HEAD" -> contents.head(new Dav(exchange, files, root.file(), root));
            case "PUT", "DELETE", "MKCOL", "COPY", "MOVE", "PROPPATCH", "LOCK", "UNLOCK" ->
                throw new Forbidden("this link shows one file; name it");
            default -> throw notAllowed(exchange, READ);
        }
    }

    private void answer(Dav dav, LinkRoot root) throws IOException {
        boolean whole = !root.isFolder() || dav.address().isTop();
        switch (dav.exchange().method()) {
            case "GET" -> contents.get(dav);
            case "HEAD" -> contents.head(dav);
            case "PROPFIND" -> propFind.answer(dav);
            case "PUT" -> contents.put(dav);
            case "DELETE" -> {
                requireInside(whole);
                tree.delete(dav);
            }
            case "MKCOL" -> tree.makeCollection(dav);
            case "COPY" -> {
                requireInside(!root.isFolder());
                tree.copy(dav);
            }
            case "MOVE" -> {
                requireInside(whole);
                tree.move(dav);
            }
            case "PROPPATCH" -> propPatch.answer(dav);
            case "LOCK" -> locks.lock(dav);
            case "UNLOCK" -> locks.unlock(dav);
            default -> throw notAllowed(dav.exchange(), ALL);
        }
    }

    private static void requireInside(boolean whole) {
        if (whole) {
            throw new Forbidden("what a link leads to stays where it is; only what lies in it can be moved or deleted");
        }
    }

    private static HttpFailure notAllowed(Exchange exchange, String allow) {
        exchange.header("Allow", allow);
        return new HttpFailure(405, exchange.method() + " has no meaning at this address");
    }
}
