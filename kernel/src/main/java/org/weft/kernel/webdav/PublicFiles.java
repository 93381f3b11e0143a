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
import org.weft.kernel.identity.directory.People;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.sharing.link.LinkDoor;
import org.weft.kernel.sharing.link.LinkKey;
import org.weft.kernel.sharing.link.LinkVisit;
import org.weft.kernel.storage.Completions;
import org.weft.kernel.storage.files.Files;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Wanted;
import org.weft.kernel.webdav.DavHeaders.Depth;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.share.Link;

/**
 * WebDAV by public links, {@code /remote.php/dav/public-files/TOKEN}: for whoever knows the token, and the password where
 * there is one (Basic, as {@code public}; for downloads also a signature in the query). A link that takes uploads only
 * answers them, and the question what it is, and tells no name. An internal link is for people who are signed in, with the
 * rights that they have anyway.
 */
public final class PublicFiles implements Endpoint {

    private static final String DROP = "OPTIONS, PROPFIND, PUT";
    private static final String STAYS =
            "what a link leads to stays where it is; only what lies in it can be moved or deleted";

    private final Files files;
    private final LinkDoor door;
    private final SignIn signIn;
    private final Errors errors = new DavErrors();
    private final GuestMethods methods;

    public PublicFiles(Completions completions, People people, LinkDoor door, SignIn signIn) {
        this.files = completions.files();
        this.door = door;
        this.signIn = signIn;
        this.methods = new GuestMethods(completions, people);
    }

    public void register(Router router) {
        for (String path : LinkRoot.PATHS) {
            router.at(path, Access.OWN, this);
        }
    }

    /** An internal link gives nothing by itself: who follows it signs in as everywhere. */
    @Override
    public Access access(Exchange exchange, Access registered) {
        if (exchange.method().equals("OPTIONS")) {
            return registered;
        }
        Link link = door.knock(GuestMethods.firstName(exchange), exchange.remoteAddress());
        return link.isInternal() ? Access.SIGNED_IN : registered;
    }

    @Override
    public Errors errors() {
        return errors;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        String token = GuestMethods.firstName(exchange);
        String rest = token.isEmpty() ? "" : exchange.below().substring(token.length() + 1);
        if (exchange.method().equals("OPTIONS")) {
            GuestMethods.options(exchange);
            return;
        }
        LinkVisit visit = exchange.visitor().isPresent() ? lead(exchange, token) : enter(exchange, token);
        Resource resource = files.stat(exchange.caller(), visit.target(), Wanted.node());
        LinkRoot root = new LinkRoot(visit, door.signatures(), resource, exchange.prefix() + '/' + token);
        Dav dav = new Dav(exchange, files, root.at(rest), root);
        if (root.isUploadOnly()) {
            drop(dav);
        } else if (!root.isFolder() && dav.address().isTop()) {
            fileTop(dav, root);
        } else {
            boolean stays = !root.isFolder() || dav.address().isTop();
            methods.answer(dav, new GuestMethods.Bounds(stays, !root.isFolder(), STAYS));
        }
    }

    private LinkVisit lead(Exchange exchange, String token) {
        Visitor visitor = exchange.visitor().orElseThrow();
        Link link = door.knock(token, exchange.remoteAddress());
        return door.lead(link, visitor.user(), visitor.caller(), exchange.trace());
    }

    private LinkVisit enter(Exchange exchange, String token) {
        try {
            LinkVisit visit = door.enter(token, key(exchange, token), exchange.remoteAddress());
            exchange.signIn(new Visitor(
                    visit.admitted().user(),
                    visit::caller,
                    () -> signIn.admitted(visit.admitted()).accessToken()));
            exchange.watch(() -> door.requireStill(visit.link()));
            return visit;
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
            methods.propFind().answer(dav);
        } else if (method.equals("PUT")
                && dav.address().below().depth() == 1
                && !dav.address().slash()) {
            methods.contents().drop(dav);
        } else if (List.of(GuestMethods.ALL.split(", ", -1)).contains(method)) {
            throw new Forbidden("this link takes files and shows nothing: put them right below its address");
        } else {
            throw GuestMethods.notAllowed(dav.exchange(), DROP);
        }
    }

    /** The folder that a single file is shown in, which is none of the storage's. */
    private void fileTop(Dav dav, LinkRoot root) throws IOException {
        Exchange exchange = dav.exchange();
        switch (exchange.method()) {
            case "PROPFIND" -> methods.propFind().linkedFile(dav, root);
            case "GET" -> methods.contents().get(new Dav(exchange, files, root.file(), root));
            case "HEAD" -> methods.contents().head(new Dav(exchange, files, root.file(), root));
            case "PUT", "DELETE", "MKCOL", "COPY", "MOVE", "PROPPATCH", "LOCK", "UNLOCK" ->
                throw new Forbidden("this link shows one file; name it");
            default -> throw GuestMethods.notAllowed(exchange, GuestMethods.READ);
        }
    }
}
