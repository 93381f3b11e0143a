/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.FormFields;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SessionCookie;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.BrowserSessions.Begun;
import org.weft.kernel.identity.signin.BrowserSessions.Offer;
import org.weft.kernel.identity.signin.BrowserSessions.Present;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.BrowserSignIn.Terminal;
import org.weft.spi.auth.Credentials;

/** Signing in and out in a browser: with a password, or on the pages of a provider. */
public final class SignInPages {

    private static final String ROOT = "/signin";
    private static final String START = ROOT + "/start";
    private static final String CALLBACK = ROOT + "/callback";
    private static final String EVENT = "application/secevent+jwt";
    private static final int LONGEST_EVENT = 64 << 10;
    private static final Duration WAY = Duration.ofMinutes(30);
    private static final Set<String> ANSWERS = Set.of("code", "error", "iss");

    private static final Logger LOG = LoggerFactory.getLogger(SignInPages.class);

    private final BrowserSessions sessions;
    private final SignIn signIn;
    private final Clock clock;

    public SignInPages(BrowserSessions sessions, SignIn signIn, Clock clock) {
        this.sessions = sessions;
        this.signIn = signIn;
        this.clock = clock;
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        router.at(ROOT, EndpointAccess.OWN, page(this::signIn));
        router.at(START, EndpointAccess.OWN, page(this::start));
        router.at(CALLBACK, EndpointAccess.OWN, page(this::callback));
        router.at(ROOT + "/backchannel", EndpointAccess.TOKEN, this::notice);
        router.at(ROOT + "/terminal", EndpointAccess.OWN, this::terminal);
        router.at("/signout", EndpointAccess.OWN, page(this::signOut));
    }

    /** An endpoint whose failures are pages. */
    static Endpoint page(Endpoint endpoint) {
        ErrorWriter errors = new PageErrors();
        return new Endpoint() {
            @Override
            public void handle(HttpExchange exchange) throws IOException {
                endpoint.handle(exchange);
            }

            @Override
            public ErrorWriter errors() {
                return errors;
            }
        };
    }

    /** Who is signed in in this browser. */
    static Optional<Present> present(BrowserSessions sessions, HttpExchange exchange) {
        return SessionCookie.find(exchange, SessionCookie.SESSION).flatMap(sessions::find);
    }

    /** Ways to the providers' pages, as a part of a page. */
    static void offer(HtmlWriter page, List<Offer> offers, String back) throws IOException {
        for (Offer offer : offers) {
            page.raw("<p><a class=\"button\" href=\"" + START + "?source=")
                    .text(encoded(offer.source()))
                    .raw("&amp;back=")
                    .text(encoded(back))
                    .raw("\">Sign in with ")
                    .text(HtmlEscaper.visible(offer.label()))
                    .raw("</a></p>\n");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void signIn(HttpExchange exchange) throws IOException {
        PageRequestCheck.require(exchange, Set.of("GET", "HEAD", "POST"));
        if (!exchange.method().equals("POST")) {
            String back = ReturnPath.of(exchange.parameter("back").orElse(""));
            if (present(sessions, exchange).isPresent()) {
                PageRequestCheck.redirect(exchange, back);
                return;
            }
            form(exchange, back, "", "");
            return;
        }
        FormFields form = FormFields.of(exchange);
        String back = ReturnPath.of(form.text("back"));
        try {
            String password = form.text("password");
            if (AppPasswords.isOne(password)) {
                throw new Unauthenticated("this is an app password; sign in with your own");
            }
            Credentials credentials = new Credentials("basic", form.text("user").strip(), password);
            enter(exchange, sessions.begin(signIn.authenticate(credentials, exchange.remoteAddress())));
            PageRequestCheck.redirect(exchange, back);
        } catch (Unauthenticated | Throttled | Forbidden refused) {
            exchange.status(refused instanceof Throttled ? 429 : 403);
            form(exchange, back, form.text("user").strip(), refused.text());
        }
    }

    private void enter(HttpExchange exchange, Begun begun) {
        SessionCookie.set(exchange, SessionCookie.SESSION, begun.secret(), clock.instant(), begun.expires());
    }

    private void form(HttpExchange exchange, String back, String user, String mistake) throws IOException {
        HtmlWriter page = PageLayout.begin(exchange, "Sign in").raw("<h1>Sign in</h1>\n");
        if (!mistake.isEmpty()) {
            page.raw("<p class=\"mistake\" role=\"alert\">")
                    .text(sentence(mistake))
                    .raw("</p>\n");
        }
        List<Offer> offers = sessions.offers();
        offer(page, offers, back);
        if (signIn.types().contains("basic")) {
            page.raw((offers.isEmpty() ? "" : "<h2>With a password of this server</h2>\n")
                            + "<form method=\"post\" action=\"" + ROOT
                            + "\">\n<input type=\"hidden\" name=\"back\" value=\"")
                    .text(back)
                    .raw("""
                        ">
                        <p class="field"><label for="user">User name</label>
                        <input id="user" name="user" type="text" autocomplete="username" autocapitalize="none" maxlength="1000" required value=\"\
                        """)
                    .text(user)
                    .raw("""
                        "></p>
                        <p class="field"><label for="password">Password</label>
                        <input id="password" name="password" type="password" autocomplete="current-password" maxlength="1000" required></p>
                        <p><button type="submit">Sign in</button></p>
                        </form>
                        """);
        } else if (offers.isEmpty()) {
            page.raw("<p>Nobody can sign in at the moment; try again later.</p>\n");
        }
        PageLayout.end(page);
    }

    static String sentence(String text) {
        return text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1) + '.';
    }

    private void start(HttpExchange exchange) throws IOException {
        PageRequestCheck.require(exchange, Set.of("GET"));
        ProviderRedirect redirect = ProviderRedirect.to(
                exchange.parameter("source").orElse(""),
                ReturnPath.of(exchange.parameter("back").orElse("")),
                sessions.secret());
        URI to;
        try {
            to = sessions.begin(redirect.source(), redirect.departure(backHere(exchange)));
        } catch (Unavailable away) {
            away(exchange, redirect, away);
            return;
        }
        SessionCookie.set(
                exchange,
                SessionCookie.LEAVING,
                redirect.cookie(),
                clock.instant(),
                clock.instant().plus(WAY));
        PageRequestCheck.redirect(exchange, to.toString());
    }

    private static URI backHere(HttpExchange exchange) {
        return URI.create(exchange.site() + CALLBACK);
    }

    private void callback(HttpExchange exchange) throws IOException {
        PageRequestCheck.require(exchange, Set.of("GET"));
        Optional<ProviderRedirect> known =
                SessionCookie.find(exchange, SessionCookie.LEAVING).flatMap(ProviderRedirect::of);
        SessionCookie.clear(exchange, SessionCookie.LEAVING);
        String state = exchange.parameter("state").orElse("");
        if (known.isEmpty() || !known.get().isAnsweredBy(state)) {
            refused(exchange, "this sign-in was not begun in this browser, or took too long");
            return;
        }
        Map<String, String> answer = new HashMap<>();
        for (String name : ANSWERS) {
            exchange.parameter(name).ifPresent(value -> answer.put(name, value));
        }
        ProviderRedirect redirect = known.get();
        try {
            enter(
                    exchange,
                    sessions.finish(
                            redirect.source(),
                            redirect.departure(backHere(exchange)),
                            answer,
                            exchange.remoteAddress()));
            PageRequestCheck.redirect(exchange, redirect.back());
        } catch (Unauthenticated | Forbidden no) {
            refused(exchange, no.text());
        } catch (Unavailable away) {
            away(exchange, redirect, away);
        }
    }

    /** What is wrong with a provider is told to the operators in the log; whoever wants to sign in can only wait. */
    private void away(HttpExchange exchange, ProviderRedirect redirect, Unavailable away) throws IOException {
        LOG.atWarn()
                .addKeyValue("source", redirect.source())
                .addKeyValue("reason", away.text())
                .log("sign-in-source-unavailable");
        String label = sessions.offers().stream()
                .filter(offer -> offer.source().equals(redirect.source()))
                .map(Offer::label)
                .findFirst()
                .orElse("the provider");
        exchange.status(503).header("Retry-After", "30");
        HtmlWriter page = PageLayout.begin(exchange, "Signing in does not work at the moment");
        page.raw("<h1>Signing in does not work at the moment</h1>\n<p>This site can't reach ")
                .text(HtmlEscaper.visible(label))
                .raw(", where your account is. Your files are safe; try again in a minute.</p>\n"
                        + "<p><a class=\"button\" href=\"" + START + "?source=")
                .text(encoded(redirect.source()))
                .raw("&amp;back=")
                .text(encoded(redirect.back()))
                .raw("\">Try again</a> <a href=\"" + ROOT + "?back=")
                .text(encoded(redirect.back()))
                .raw("\">Other ways to sign in</a></p>\n");
        PageLayout.end(page);
    }

    private static void refused(HttpExchange exchange, String why) throws IOException {
        exchange.status(403);
        HtmlWriter page =
                PageLayout.begin(exchange, "You are not signed in").raw("<h1>You are not signed in</h1>\n<p>");
        page.text(sentence(why)).raw("</p>\n<p><a class=\"button\" href=\"" + ROOT + "\">Try again</a></p>\n");
        PageLayout.end(page);
    }

    /** OpenID Connect Back-Channel Logout 1.0, section 2.5: a form with one token, from the provider's server. */
    private void notice(HttpExchange exchange) throws IOException {
        if (!exchange.method().equals("POST")) {
            exchange.header("Allow", "POST");
            throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
        }
        String source = exchange.below().isEmpty() ? "" : exchange.below().substring(1);
        exchange.header("Cache-Control", "no-store");
        if (exchange.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).startsWith(EVENT)) {
            event(exchange, source);
            return;
        }
        if (!sessions.ended(source, FormFields.of(exchange).text("logout_token"))) {
            throw new HttpFailure(400, "this is no notice of the provider");
        }
        exchange.status(200);
    }

    /** RFC 8935, section 2: one security event token, from the provider's server. */
    private void event(HttpExchange exchange, String source) throws IOException {
        byte[] body = exchange.body().readNBytes(LONGEST_EVENT + 1);
        if (body.length > LONGEST_EVENT) {
            throw new HttpFailure(413, "an event has at most " + LONGEST_EVENT + " bytes");
        }
        if (sessions.account(source, new String(body, StandardCharsets.UTF_8).strip())) {
            exchange.status(202);
            return;
        }
        JsonObject no = new JsonObject();
        no.addProperty("err", "invalid_request");
        no.addProperty("description", "this is no event of the provider on an account that was closed or opened");
        exchange.status(400);
        exchange.send("application/json; charset=utf-8", no.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void terminal(HttpExchange exchange) throws IOException {
        PageRequestCheck.require(exchange, Set.of("GET"));
        Terminal terminal = sessions.terminal()
                .orElseThrow(() -> new HttpFailure(404, "no provider of this server signs in programs in a terminal"));
        JsonObject answer = new JsonObject();
        answer.addProperty("issuer", terminal.issuer());
        answer.addProperty("client_id", terminal.clientId());
        answer.addProperty("scope", terminal.scopes());
        answer.addProperty("resource", terminal.resource());
        exchange.send("application/json; charset=utf-8", answer.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void signOut(HttpExchange exchange) throws IOException {
        PageRequestCheck.require(exchange, Set.of("POST"));
        Optional<Present> present = present(sessions, exchange);
        if (present.isPresent() && !present.get().isOurs(FormFields.of(exchange).text("ticket"))) {
            throw new HttpFailure(403, "this form is not good any more; go back and try again");
        }
        SessionCookie.find(exchange, SessionCookie.SESSION).ifPresent(sessions::end);
        SessionCookie.clear(exchange, SessionCookie.SESSION);
        HtmlWriter page = PageLayout.begin(exchange, "You are signed out").raw("<h1>You are signed out</h1>\n");
        Optional<URI> there =
                present.flatMap(who -> sessions.signOut(who.source(), URI.create(exchange.site() + ROOT)));
        if (there.isPresent()) {
            page.raw("<p>Here, but not yet at the provider where you signed in. On a computer that others use,"
                            + " do that too.</p>\n"
                            + "<p><a class=\"button\" href=\"")
                    .text(there.get().toString())
                    .raw("\">Sign out there too</a></p>\n");
        }
        page.raw("<p><a href=\"" + ROOT + "\">Sign in again</a></p>\n");
        PageLayout.end(page);
    }

    /** For callers that want a refusal as text. */
    static String told(WeftException refused) {
        return sentence(refused.text());
    }
}
