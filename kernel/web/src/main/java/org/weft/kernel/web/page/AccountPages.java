/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.FormFields;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.StatusMap;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.AppPasswords.AppPassword;
import org.weft.kernel.identity.signin.AppPasswords.Made;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.BrowserSessions.Present;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.identity.User;

/** The page where people make app passwords and take them away. It works without scripts. */
public final class AccountPages {

    private static final String ROOT = ReturnPath.HOME;
    private static final String MAKE = ROOT + "/app-passwords";
    private static final String REVOKE = MAKE + "/revoke";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);
    private static final Map<String, Duration> LIFETIMES = lifetimes();

    private final BrowserSessions sessions;
    private final AppPasswords passwords;
    private final Clock clock;

    public AccountPages(BrowserSessions sessions, AppPasswords passwords, Clock clock) {
        this.sessions = sessions;
        this.passwords = passwords;
        this.clock = clock;
    }

    private static Map<String, Duration> lifetimes() {
        Map<String, Duration> all = new LinkedHashMap<>();
        all.put("1 day", Duration.ofDays(1));
        all.put("30 days", Duration.ofDays(30));
        all.put("1 year", Duration.ofDays(365));
        return all;
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        router.at(ROOT, EndpointAccess.OWN, SignInPages.page(this::page));
        router.at(MAKE, EndpointAccess.OWN, SignInPages.page(this::make));
        router.at(REVOKE, EndpointAccess.OWN, SignInPages.page(this::revoke));
    }

    private void page(HttpExchange exchange) throws IOException {
        PageRequestCheck.require(exchange, Set.of("GET", "HEAD"));
        Optional<Present> present = SignInPages.present(sessions, exchange);
        if (present.isEmpty()) {
            PageRequestCheck.redirect(exchange, "/signin?back=" + ROOT);
            return;
        }
        show(exchange, present.get(), "");
    }

    /** Who sends a form of ours; empty when they were sent to sign in. */
    private Optional<Present> sender(HttpExchange exchange, FormFields form) {
        Optional<Present> present = SignInPages.present(sessions, exchange);
        if (present.isEmpty()) {
            PageRequestCheck.redirect(exchange, "/signin?back=" + ROOT);
        } else if (!present.get().isOurs(form.text("ticket"))) {
            throw new HttpFailure(403, "this form is not good any more; go back and try again");
        }
        return present;
    }

    private void make(HttpExchange exchange) throws IOException {
        PageRequestCheck.require(exchange, Set.of("POST"));
        FormFields form = FormFields.of(exchange);
        Optional<Present> sender = sender(exchange, form);
        if (sender.isEmpty()) {
            return;
        }
        try {
            String label = form.text("label").strip();
            if (label.isEmpty()) {
                throw new InvalidArgument("say what the app password is for");
            }
            Optional<Instant> expires =
                    Optional.ofNullable(LIFETIMES.get(form.text("expires"))).map(clock.instant()::plus);
            made(exchange, passwords.make(sender.get().session(), label, List.of(), expires));
        } catch (InvalidArgument | Throttled | Forbidden mistake) {
            exchange.status(StatusMap.status((WeftException) mistake, exchange.method()));
            show(exchange, sender.get(), SignInPages.told((WeftException) mistake));
        }
    }

    private static void made(HttpExchange exchange, Made made) throws IOException {
        HtmlWriter page =
                PageLayout.begin(exchange, "Your new app password").raw("<h1>Your new app password</h1>\n<p>For ");
        page.text(HtmlEscaper.visible(made.password().label()))
                .raw(":</p>\n<pre><code id=\"secret\">")
                .text(made.secret())
                .raw("</code></pre>\n"
                        + "<p>Copy it now: nobody can show it to you again. The user name that goes with it is"
                        + " <strong>")
                .text(HtmlEscaper.visible(made.password().username()))
                .raw("</strong>.</p>\n<p><a class=\"button\" href=\"" + ROOT + "\">Done</a></p>\n");
        PageLayout.end(page);
    }

    private void revoke(HttpExchange exchange) throws IOException {
        PageRequestCheck.require(exchange, Set.of("POST"));
        FormFields form = FormFields.of(exchange);
        Optional<Present> sender = sender(exchange, form);
        if (sender.isEmpty()) {
            return;
        }
        try {
            passwords.revoke(sender.get().session().caller(), form.text("id"));
        } catch (NotFound gone) {
            exchange.status(404);
            show(exchange, sender.get(), SignInPages.told(gone));
            return;
        }
        PageRequestCheck.redirect(exchange, ROOT);
    }

    private void show(HttpExchange exchange, Present present, String mistake) throws IOException {
        User user = present.session().user();
        HtmlWriter page = PageLayout.begin(exchange, "Your account").raw("<h1>Your account</h1>\n");
        if (!mistake.isEmpty()) {
            page.raw("<p class=\"mistake\" role=\"alert\">").text(mistake).raw("</p>\n");
        }
        page.raw("<form method=\"post\" action=\"/signout\"><p>Signed in as <strong>")
                .text(HtmlEscaper.visible(user.displayName().isEmpty() ? user.username() : user.displayName()))
                .raw("</strong> (")
                .text(HtmlEscaper.visible(user.username()))
                .raw(").</p>\n")
                .raw("<input type=\"hidden\" name=\"ticket\" value=\"")
                .text(present.ticket())
                .raw("\"><p><button class=\"plain\" type=\"submit\">Sign out</button></p></form>\n");
        page.raw("<h2>App passwords</h2>\n"
                + "<p>An app password lets one program reach all your files, such as a sync client or a WebDAV"
                + " folder. Your own password stays unknown to it, and you can take each one away.</p>\n");
        list(page, present, passwords.of(present.session().caller()));
        form(page, present);
        PageLayout.end(page);
    }

    private static void list(HtmlWriter page, Present present, List<AppPassword> all) throws IOException {
        if (all.isEmpty()) {
            page.raw("<p class=\"quiet\">You have none yet.</p>\n");
            return;
        }
        page.raw("<table class=\"cards\"><caption>Your app passwords</caption>\n<thead><tr><th scope=\"col\">For</th>"
                + "<th scope=\"col\">Made</th><th scope=\"col\">Last used</th><th scope=\"col\">Ends</th>"
                + "<th scope=\"col\"><span class=\"unseen\">Take away</span></th></tr></thead>\n<tbody>\n");
        for (AppPassword password : all) {
            String label = HtmlEscaper.visible(password.label().isEmpty() ? "(no label)" : password.label());
            page.raw("<tr><td>").text(label).raw("</td>");
            day(page, "Made", Optional.of(password.created()));
            day(page, "Last used", password.used());
            day(page, "Ends", password.expires());
            page.raw("<td><form method=\"post\" action=\"" + REVOKE
                            + "\"><input type=\"hidden\" name=\"ticket\" value=\"")
                    .text(present.ticket())
                    .raw("\"><input type=\"hidden\" name=\"id\" value=\"")
                    .text(password.id())
                    .raw("\"><button class=\"plain\" type=\"submit\">Take away<span class=\"unseen\"> ")
                    .text(label)
                    .raw("</span></button></form></td></tr>\n");
        }
        page.raw("</tbody></table>\n");
    }

    private static void day(HtmlWriter page, String head, Optional<Instant> when) throws IOException {
        page.raw("<td class=\"t\" data-head=\"" + head + "\">");
        if (when.isPresent()) {
            page.raw("<time datetime=\"")
                    .text(when.get().toString())
                    .raw("\">")
                    .text(DAY.format(when.get()))
                    .raw("</time>");
        } else {
            page.text("never");
        }
        page.raw("</td>");
    }

    private static void form(HtmlWriter page, Present present) throws IOException {
        page.raw("<h2>A new one</h2>\n<form method=\"post\" action=\"" + MAKE
                        + "\">\n<input type=\"hidden\" name=\"ticket\" value=\"")
                .text(present.ticket())
                .raw("""
                    ">
                    <p class="field"><label for="label">What is it for?</label>
                    <input id="label" name="label" type="text" maxlength="255" required autocomplete="off"></p>
                    <p class="field"><label for="expires">When does it end?</label>
                    <select id="expires" name="expires"><option value="">never</option>
                    """);
        for (String lifetime : LIFETIMES.keySet()) {
            page.raw("<option value=\"")
                    .text(lifetime)
                    .raw("\">in ")
                    .text(lifetime)
                    .raw("</option>");
        }
        page.raw("</select></p>\n<p><button type=\"submit\">Make an app password</button></p>\n</form>\n");
    }
}
