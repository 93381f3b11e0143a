/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.sharing.link.LinkCredential;
import org.weft.kernel.sharing.link.LinkSignatures.Signature;
import org.weft.kernel.sharing.link.LinkVisitor;
import org.weft.spi.WeftException.Unauthenticated;

/** The form that asks for a public link's password, and the cookie that spares its visitor another question. */
final class LinkPasswordForm {

    private static final int LONGEST_FORM = 8 * 1024;

    private final LinkAuthenticator authenticator;
    private final Clock clock;

    LinkPasswordForm(LinkAuthenticator authenticator, Clock clock) {
        this.authenticator = authenticator;
        this.clock = clock;
    }

    /** Takes the form; a right password opens the link, a wrong one gets the form again. */
    void unlock(HttpExchange exchange, String token) throws IOException {
        String password = password(exchange);
        LinkVisitor visitor;
        try {
            LinkCredential credential =
                    password.isEmpty() ? LinkCredential.none() : new LinkCredential.Password(password);
            visitor = authenticator.enter(token, credential, exchange.remoteAddress());
        } catch (Unauthenticated wrong) {
            exchange.status(403);
            form(exchange, token, "This password is wrong.");
            return;
        }
        remember(exchange, visitor);
        exchange.status(303)
                .header("Location", LinkRequest.ROOT + '/' + visitor.link().token())
                .header("Cache-Control", "no-store");
    }

    void remember(HttpExchange exchange, LinkVisitor visitor) {
        Optional<Signature> signature = authenticator.signatures().sign(visitor.link());
        signature.ifPresent(signed ->
                LinkCookie.set(exchange, LinkRequest.ROOT + '/' + visitor.link().token(), signed, clock.instant()));
    }

    static void form(HttpExchange exchange, String token, String mistake) throws IOException {
        HtmlWriter page = PageLayout.begin(exchange, "This link asks for a password");
        page.raw("<h1>This link asks for a password</h1>\n");
        if (!mistake.isEmpty()) {
            page.raw("<p class=\"mistake\" role=\"alert\">").text(mistake).raw("</p>\n");
        }
        page.raw("<form method=\"post\" action=\"" + LinkRequest.ROOT + '/')
                .text(token)
                .raw("\"><p><label for=\"password\">Password</label></p>\n"
                        + "<p class=\"row\"><input type=\"password\" id=\"password\" name=\"password\" required"
                        + " autofocus autocomplete=\"current-password\" maxlength=\"1024\">\n"
                        + "<button type=\"submit\">Open</button></p></form>\n"
                        + "<p class=\"quiet\">Whoever sent you the link knows it.</p>\n");
        PageLayout.end(page);
    }

    private static String password(HttpExchange exchange) throws IOException {
        byte[] form = exchange.body().readNBytes(LONGEST_FORM + 1);
        if (form.length > LONGEST_FORM) {
            throw new HttpFailure(413, "the form is too long");
        }
        for (String pair : new String(form, StandardCharsets.UTF_8).split("&", -1)) {
            if (pair.startsWith("password=")) {
                try {
                    return URLDecoder.decode(pair.substring("password=".length()), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException malformed) {
                    throw new HttpFailure(400, "the form is malformed");
                }
            }
        }
        return "";
    }
}
