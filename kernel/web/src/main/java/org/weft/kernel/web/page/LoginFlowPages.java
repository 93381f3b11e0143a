/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.FormFields;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.BrowserSessions.Present;
import org.weft.kernel.identity.signin.LoginFlows;
import org.weft.kernel.identity.signin.Session;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;

/**
 * Nextcloud's login flow, version 2: a program asks for an address, opens it in the user's browser, and polls until the
 * user has let it in there. The page knows no cookie and no session: what lets the program in is a ticket that stands
 * only on the page that follows a sign-in, so that no other site can press the button.
 */
public final class LoginFlowPages {

    private static final String ROOT = "/index.php/login/v2";
    private static final String FLOW = ROOT + "/flow";
    private static final String POLL = ROOT + "/poll";
    private static final String JSON = "application/json; charset=utf-8";
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'";

    private final LoginFlows flows;
    private final SignIn signIn;
    private final BrowserSessions sessions;

    /** @param sessions who is signed in in a browser need not sign in once more */
    public LoginFlowPages(LoginFlows flows, SignIn signIn, BrowserSessions sessions) {
        this.flows = flows;
        this.signIn = signIn;
        this.sessions = sessions;
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        router.at(ROOT, EndpointAccess.TOKEN, this::begin);
        router.at(POLL, EndpointAccess.TOKEN, this::poll);
        router.at(FLOW, EndpointAccess.OWN, this::page);
    }

    private static void require(HttpExchange exchange, Set<String> methods) {
        if (!methods.contains(exchange.method())) {
            exchange.header("Allow", String.join(", ", methods));
            throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
        }
        if (!exchange.below().isEmpty()) {
            throw new HttpFailure(404, "there is nothing at this path");
        }
    }

    private void begin(HttpExchange exchange) throws IOException {
        require(exchange, Set.of("POST"));
        String agent = exchange.header("User-Agent").orElse("");
        LoginFlows.Begun begun = flows.begin(agent, exchange.remoteAddress());
        JsonObject poll = new JsonObject();
        poll.addProperty("token", begun.poll());
        poll.addProperty("endpoint", exchange.site() + POLL);
        JsonObject answer = new JsonObject();
        answer.add("poll", poll);
        // In the query, because paths are logged.
        answer.addProperty("login", exchange.site() + FLOW + "?token=" + begun.login());
        exchange.header("Cache-Control", "no-store");
        exchange.send(JSON, bytes(answer.toString()));
    }

    private void poll(HttpExchange exchange) throws IOException {
        require(exchange, Set.of("POST"));
        Optional<LoginFlows.Credentials> granted =
                flows.poll(FormFields.of(exchange).text("token"));
        exchange.header("Cache-Control", "no-store");
        if (granted.isEmpty()) {
            exchange.status(404).send(JSON, bytes("[]"));
            return;
        }
        JsonObject answer = new JsonObject();
        answer.addProperty("server", exchange.site());
        answer.addProperty("loginName", granted.get().username());
        answer.addProperty("appPassword", granted.get().password());
        exchange.send(JSON, bytes(answer.toString()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void page(HttpExchange exchange) throws IOException {
        require(exchange, Set.of("GET", "HEAD", "POST"));
        exchange.header("Content-Security-Policy", POLICY)
                .header("X-Frame-Options", "DENY")
                .header("Cache-Control", "no-store");
        FormFields form = FormFields.of(exchange);
        String login = form.text("token");
        try {
            String client = flows.client(login);
            if (!exchange.method().equals("POST")) {
                arrive(exchange, login, client);
            } else if (form.field("ticket").isPresent()) {
                flows.grant(login, form.text("ticket"));
                show(exchange, 200, "Done", granted(client));
            } else {
                signIn(exchange, form, login, client);
            }
        } catch (NotFound | Forbidden refused) {
            int status = refused instanceof NotFound ? 404 : 403;
            show(exchange, status, "This did not work", "<p>" + HtmlEscaper.escape(refused.text()) + "</p>\n");
        }
    }

    /** Who is signed in in this browser sees the button at once. */
    private void arrive(HttpExchange exchange, String login, String client) throws IOException {
        Optional<Present> present = SignInPages.present(sessions, exchange);
        if (present.isEmpty()) {
            show(exchange, 200, "Sign in", signInForm(login, client, "", ""));
            return;
        }
        Session session = present.get().session();
        String ticket = flows.signedIn(login, session);
        show(exchange, 200, "Let this program in?", grantForm(login, client, session, ticket));
    }

    private void signIn(HttpExchange exchange, FormFields form, String login, String client) throws IOException {
        String user = form.text("user").strip();
        String password = form.text("password");
        try {
            if (AppPasswords.isOne(password)) {
                throw new Unauthenticated("this is an app password; sign in with your own");
            }
            Session session = signIn.authenticate(new Credentials("basic", user, password), exchange.remoteAddress());
            String ticket = flows.signedIn(login, session);
            show(exchange, 200, "Let this program in?", grantForm(login, client, session, ticket));
        } catch (Unauthenticated | Throttled refused) {
            int status = refused instanceof Throttled ? 429 : 403;
            show(exchange, status, "Sign in", signInForm(login, client, user, told(refused)));
        }
    }

    private static String told(WeftException refused) {
        return "<p class=\"mistake\" role=\"alert\">" + HtmlEscaper.escape(refused.text()) + ".</p>\n";
    }

    private static void show(HttpExchange exchange, int status, String title, String content) throws IOException {
        String page = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s – Weft</title>
            <link rel="icon" href="/favicon.ico"><link rel="stylesheet" href="/weft.css"></head>
            <body><header><p>Weft</p></header>
            <main>
            <h1>%1$s</h1>
            %2$s</main>
            </body></html>
            """.formatted(title, content);
        exchange.status(status).send("text/html; charset=utf-8", bytes(HtmlWriter.publicly(exchange, page)));
    }

    private String signInForm(String login, String client, String user, String trouble) throws IOException {
        String said = """
            %2$s<p>A program wants to reach your files. It calls itself:</p>
            <p class="note">%1$s</p>
            <p>Go on only if you have just started this sign-in in a program of yours.</p>
            """.formatted(HtmlEscaper.escape(client), trouble);
        return said + ways(login) + (signIn.types().contains("basic") ? passwordForm(login, user) : "");
    }

    private String ways(String login) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HtmlWriter part = new HtmlWriter(out);
        SignInPages.offer(part, sessions.offers(), FLOW + "?token=" + login);
        part.end();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String passwordForm(String login, String user) {
        return """
            <form method="post" action="%2$s">
            <input type="hidden" name="token" value="%1$s">
            <p class="field"><label for="user">User name</label>
            <input id="user" name="user" type="text" autocomplete="username" autocapitalize="none" maxlength="1000" required value="%3$s"></p>
            <p class="field"><label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required></p>
            <p><button type="submit">Sign in</button></p>
            </form>
            """.formatted(HtmlEscaper.escape(login), FLOW, HtmlEscaper.escape(user));
    }

    private static String grantForm(String login, String client, Session session, String ticket) {
        return """
            <p>You are signed in as <strong>%3$s</strong>.</p>
            <p class="note">%2$s</p>
            <p>This program will get a password of its own, with which it can read and change all your files
            until you take it away again. Your own password stays unknown to it.</p>
            <form method="post" action="%5$s">
            <input type="hidden" name="token" value="%1$s">
            <input type="hidden" name="ticket" value="%4$s">
            <p><button type="submit">Grant access</button></p>
            </form>
            <p>If this was not you, close this page: nothing has been granted.</p>
            """.formatted(
                        HtmlEscaper.escape(login),
                        HtmlEscaper.escape(client),
                        HtmlEscaper.escape(session.user().username()),
                        HtmlEscaper.escape(ticket),
                        FLOW);
    }

    private static String granted(String client) {
        return "<p class=\"note\">" + HtmlEscaper.escape(client)
                + "</p>\n<p>The program is let in. You can close this page.</p>\n";
    }
}
