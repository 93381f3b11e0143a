/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.http.AuthenticatedUser;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.sharing.ocm.OcmAccessTokens;
import org.weft.kernel.sharing.ocm.OcmAccessTokens.Visit;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.storage.RelPath;

/**
 * WebDAV for people at other sites, {@code /remote.php/dav/ocm/SHARE}: for whoever shows the share's secret or an access token
 * that was given for it (Bearer; Basic with the secret as user name for sites of the first version, who leave the share's id
 * out of the path). What is shown leads to the one share, whose top stays where it is.
 */
public final class OcmShareDav implements Endpoint {

    private static final List<String> PATHS = List.of("/remote.php/dav/ocm", "/dav/ocm");
    private static final String OLD_PATH = "/public.php/webdav";
    private static final String STAYS =
            "what is shared stays where it is; only what lies in it can be moved or deleted";

    private final FileService files;
    private final OcmAccessTokens tokens;
    private final boolean oldForms;
    private final ErrorWriter errors = new DavErrors();
    private final GuestMethods methods;

    /**
     * @param oldForms whether the secret is taken as a user name too
     */
    public OcmShareDav(StorageServices storage, Directories directories, OcmAccessTokens tokens, boolean oldForms) {
        this.files = storage.files();
        this.tokens = tokens;
        this.oldForms = oldForms;
        this.methods = new GuestMethods(storage, directories);
    }

    public void register(Router router) {
        PATHS.forEach(path -> router.at(path, EndpointAccess.OWN, this));
        if (oldForms) {
            router.at(OLD_PATH, EndpointAccess.OWN, this);
        }
    }

    @Override
    public ErrorWriter errors() {
        return errors;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (exchange.method().equals("OPTIONS")) {
            GuestMethods.options(exchange);
            return;
        }
        String first = GuestMethods.firstName(exchange);
        Visit admitted = enter(exchange, first);
        boolean named = !exchange.prefix().equals(OLD_PATH)
                && first.equals(admitted.share().id().value());
        String base = named ? exchange.prefix() + '/' + first : exchange.prefix();
        exchange.signIn(visitor(admitted));
        var resource = admitted.share().resource().orElseThrow();
        Target top = Target.id(new ResourceId(resource.storage(), resource.space(), resource.node()));
        DavRequest dav = new DavRequest(
                exchange,
                files,
                address(base, top, exchange.path()),
                path -> path.equals(base) || path.startsWith(base + '/')
                        ? Optional.of(address(base, top, path))
                        : Optional.empty());
        methods.answer(dav, new GuestMethods.Bounds(dav.address().isTop(), false, STAYS));
    }

    private static DavPath address(String base, Target top, String path) {
        String rest = path.substring(base.length());
        RelPath below = RelPath.parse(rest);
        // A single file is at the top too, and clients that join paths (Reva's, and all by gowebdav) end the top with a
        // slash.
        return new DavPath(base, top, below, !below.isRoot() && rest.endsWith("/"));
    }

    private static AuthenticatedUser visitor(Visit admitted) {
        return new AuthenticatedUser(
                admitted.user(),
                trace -> new Caller(
                        admitted.user().id(),
                        admitted.user().username(),
                        Set.of(),
                        admitted.scopes(),
                        Optional.empty(),
                        Optional.empty(),
                        trace),
                () -> {
                    throw new Forbidden("what another site was given is good for its share alone");
                });
    }

    private Visit enter(HttpExchange exchange, String first) {
        String header = exchange.header("Authorization").orElse("");
        int space = header.indexOf(' ');
        String scheme = space < 0 ? "" : header.substring(0, space).toLowerCase(Locale.ROOT);
        String value = header.substring(space + 1).strip();
        try {
            return switch (scheme) {
                case "bearer" -> bearer(exchange, first, value);
                case "basic" -> basic(exchange, first, value);
                default -> throw new Unauthenticated("show the secret of a share, or an access token for it");
            };
        } catch (Unauthenticated wrong) {
            exchange.header(
                    "WWW-Authenticate",
                    oldForms ? "Bearer realm=\"Weft\", Basic realm=\"Weft\"" : "Bearer realm=\"Weft\"");
            throw new HttpFailure(401, wrong.text());
        }
    }

    private Visit bearer(HttpExchange exchange, String first, String value) {
        if (exchange.prefix().equals(OLD_PATH) || first.isEmpty()) {
            throw new Unauthenticated("name the share");
        }
        return tokens.admit(first, value, exchange.remoteAddress());
    }

    /** The secret is the user name; some send it as the password as well. */
    private Visit basic(HttpExchange exchange, String first, String value) {
        if (!oldForms) {
            throw new Unauthenticated("show the secret of a share as a bearer");
        }
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new Unauthenticated("the Basic credentials are not base64");
        }
        int colon = pair.indexOf(':');
        String secret = colon < 0 ? pair : pair.substring(0, colon);
        return tokens.admit("", secret, exchange.remoteAddress());
    }
}
