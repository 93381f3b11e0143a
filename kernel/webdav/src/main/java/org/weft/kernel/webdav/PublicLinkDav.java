/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.http.AuthenticatedUser;
import org.weft.kernel.http.BasicCredentials;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.sharing.link.LinkCredential;
import org.weft.kernel.sharing.link.LinkVisitor;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
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
public final class PublicLinkDav implements Endpoint {

    private static final String DROP = "OPTIONS, PROPFIND, PUT";
    private static final String STAYS =
            "what a link leads to stays where it is; only what lies in it can be moved or deleted";

    private final FileService files;
    private final LinkAuthenticator authenticator;
    private final SignIn signIn;
    private final ErrorWriter errors = new DavErrors();
    private final GuestMethods methods;

    public PublicLinkDav(
            StorageServices storage, Directories directories, LinkAuthenticator authenticator, SignIn signIn) {
        this.files = storage.files();
        this.authenticator = authenticator;
        this.signIn = signIn;
        this.methods = new GuestMethods(storage, directories);
    }

    public void register(Router router) {
        for (String path : LinkRoot.PATHS) {
            router.at(path, EndpointAccess.OWN, this);
        }
    }

    /** An internal link gives nothing by itself: who follows it signs in as everywhere. */
    @Override
    public EndpointAccess access(HttpExchange exchange, EndpointAccess registered) {
        if (exchange.method().equals("OPTIONS")) {
            return registered;
        }
        Link link = authenticator.knock(GuestMethods.firstName(exchange), exchange.remoteAddress());
        return link.isInternal() ? EndpointAccess.SIGNED_IN : registered;
    }

    @Override
    public ErrorWriter errors() {
        return errors;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String token = GuestMethods.firstName(exchange);
        String rest = token.isEmpty() ? "" : exchange.below().substring(token.length() + 1);
        if (exchange.method().equals("OPTIONS")) {
            GuestMethods.options(exchange);
            return;
        }
        LinkVisitor visit = exchange.visitor().isPresent() ? lead(exchange, token) : enter(exchange, token);
        Resource resource = files.stat(exchange.caller(), visit.target(), StatSpec.node());
        LinkRoot root = new LinkRoot(visit, authenticator.signatures(), resource, exchange.prefix() + '/' + token);
        DavRequest dav = new DavRequest(exchange, files, root.at(rest), root);
        if (root.isUploadOnly()) {
            drop(dav);
        } else if (!root.isFolder() && dav.address().isTop()) {
            fileTop(dav, root);
        } else {
            boolean stays = !root.isFolder() || dav.address().isTop();
            methods.answer(dav, new GuestMethods.Bounds(stays, !root.isFolder(), STAYS));
        }
    }

    private LinkVisitor lead(HttpExchange exchange, String token) {
        AuthenticatedUser user = exchange.visitor().orElseThrow();
        Link link = authenticator.knock(token, exchange.remoteAddress());
        return authenticator.lead(link, user.user(), user.caller(), exchange.trace());
    }

    private LinkVisitor enter(HttpExchange exchange, String token) {
        try {
            LinkVisitor visit = authenticator.enter(token, key(exchange, token), exchange.remoteAddress());
            exchange.signIn(new AuthenticatedUser(
                    visit.admitted().user(),
                    visit::caller,
                    () -> signIn.admitted(visit.admitted()).accessToken()));
            exchange.watch(() -> authenticator.requireStill(visit.link()));
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

    private static LinkCredential key(HttpExchange exchange, String token) {
        boolean download = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        Optional<String> signature = download ? exchange.parameter("oc-signature") : Optional.empty();
        if (signature.isPresent()) {
            String expires = exchange.parameter("oc-expiration")
                    .or(() -> exchange.parameter("expiration"))
                    .orElse("");
            return LinkAuthenticator.signed(signature.get(), expires);
        }
        return BasicCredentials.of(exchange)
                .filter(shown ->
                        shown.clientId().equals("public") || shown.clientId().equals(token))
                .filter(shown -> !shown.secret().isEmpty())
                .<LinkCredential>map(shown -> new LinkCredential.Password(shown.secret()))
                .orElseGet(LinkCredential::none);
    }

    /** Takes uploads into the folder, says what the link is, and nothing more. */
    private void drop(DavRequest dav) throws IOException {
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
    private void fileTop(DavRequest dav, LinkRoot root) throws IOException {
        HttpExchange exchange = dav.exchange();
        switch (exchange.method()) {
            case "PROPFIND" -> methods.propFind().linkedFile(dav, root);
            case "GET" -> methods.contents().get(new DavRequest(exchange, files, root.file(), root));
            case "HEAD" -> methods.contents().head(new DavRequest(exchange, files, root.file(), root));
            case "PUT", "DELETE", "MKCOL", "COPY", "MOVE", "PROPPATCH", "LOCK", "UNLOCK" ->
                throw new Forbidden("this link shows one file; name it");
            default -> throw GuestMethods.notAllowed(exchange, GuestMethods.READ);
        }
    }
}
