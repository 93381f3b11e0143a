/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.ClientNetwork;
import org.weft.kernel.runtime.limit.RateLimiter;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.peer.OcmProvider;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.kernel.sharing.peer.ProviderDiscovery;
import org.weft.kernel.sharing.peer.RemotePerson;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.RemoteUser;

/**
 * The pages of an invitation. Who opens its link says where the own account is, and is led there; there, at a Weft, the
 * other page asks whether to accept. What is accepted must have been seen: the form holds what only that page could know.
 */
public final class InvitePages {

    private static final String WHERE = "/wayf";
    private static final String ACCEPT = "/ocm-invite";
    private static final int LONGEST = 2048;
    private static final int MOST_FIELDS = 8;
    private static final int PER_MINUTE = 60;

    private final Invitations invitations;
    private final PeerTrust trust;
    private final ProviderDiscovery finder;
    private final byte[] secret;
    private final RateLimiter visits;

    /**
     * @param secret proves that a form is this site's; the same on all nodes
     */
    public InvitePages(Invitations invitations, PeerTrust trust, ProviderDiscovery finder, byte[] secret, Clock clock) {
        this.invitations = invitations;
        this.trust = trust;
        this.finder = finder;
        this.secret = secret.clone();
        this.visits = new RateLimiter("visits of invitation pages", PER_MINUTE, Duration.ofMinutes(1), clock);
    }

    /** What keeps one from asking too much here. */
    public List<Brake> brakes() {
        return List.of(visits);
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        router.at(WHERE, Set.of("GET", "HEAD"), EndpointAccess.OPEN, page(this::where));
        router.at(ACCEPT, Set.of("GET", "HEAD"), EndpointAccess.SIGNED_IN, new Asking(page(this::ask)));
        router.at(ACCEPT, Set.of("POST"), EndpointAccess.SIGNED_IN, page(this::accept));
    }

    private static Endpoint page(Endpoint inner) {
        return new Endpoint() {
            @Override
            public void handle(HttpExchange exchange) throws IOException {
                if (!exchange.below().isEmpty()) {
                    throw new HttpFailure(404, "there is nothing at this path");
                }
                inner.handle(exchange);
            }

            @Override
            public ErrorWriter errors() {
                return new PageErrors();
            }
        };
    }

    /** Looks at the link before anybody is sent to sign in for it. */
    private final class Asking implements Endpoint {
        private final Endpoint page;

        private Asking(Endpoint page) {
            this.page = page;
        }

        @Override
        public EndpointAccess access(HttpExchange exchange, EndpointAccess registered) {
            invited(exchange);
            return registered;
        }

        @Override
        public void handle(HttpExchange exchange) throws IOException {
            page.handle(exchange);
        }

        @Override
        public ErrorWriter errors() {
            return page.errors();
        }
    }

    /** What a link says. */
    private record Invited(String token, PeerHost from) {}

    /** Only the other site knows its tokens, so no more than their look can be judged here. */
    private Invited invited(HttpExchange exchange) {
        String token = token(exchange);
        PeerHost from = PeerHost.parse(parameter(exchange, "providerDomain"));
        trust.require(from);
        return new Invited(token, from);
    }

    private static String token(HttpExchange exchange) {
        String token = parameter(exchange, "token");
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
            throw new InvalidArgument("this link holds no invitation: ask for it once more");
        }
        return token;
    }

    private static String parameter(HttpExchange exchange, String name) {
        String value = exchange.parameter(name).orElse("").strip();
        if (value.length() > LONGEST) {
            throw new InvalidArgument("'" + name + "' is too long");
        }
        return value;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void where(HttpExchange exchange) throws IOException {
        String token = token(exchange);
        RemotePerson inviter;
        try {
            inviter = invitations.inviter(token);
        } catch (NotFound unknown) {
            visits.count(ClientNetwork.of(exchange.remoteAddress()));
            over(exchange);
            return;
        }
        String chosen = parameter(exchange, "host");
        if (chosen.isEmpty()) {
            choose(exchange, inviter, token, chosen, "");
            return;
        }
        visits.count(ClientNetwork.of(exchange.remoteAddress()));
        PeerHost host;
        Optional<URI> dialog;
        try {
            host = PeerHost.parse(chosen);
            dialog = finder.acceptPage(host);
        } catch (InvalidArgument noHost) {
            exchange.status(400);
            choose(exchange, inviter, token, chosen, noHost.text());
            return;
        } catch (NotFound | Forbidden | Unavailable none) {
            // The page itself is here, whatever is there.
            choose(exchange, inviter, token, chosen, none.text());
            return;
        }
        lead(exchange, token, host, dialog);
    }

    /**
     * Asks where the account is.
     *
     * @param chosen what was written before; empty at first
     * @param mistake what was wrong with it; empty at first
     */
    private void choose(HttpExchange exchange, RemotePerson inviter, String token, String chosen, String mistake)
            throws IOException {
        HtmlWriter page = PageLayout.begin(exchange, "Where is your account?");
        page.raw("<h1>Where is your account?</h1>\n<p><b>")
                .name(inviter.displayName())
                .raw("</b> at <b>")
                .text(invitations.host().text())
                .raw("</b> invites you to work together. Accept the invitation at the site where your own files are."
                        + "</p>\n<form method=\"get\" action=\"" + WHERE
                        + "\">\n<input type=\"hidden\" name=\"token\" value=\"")
                .text(token)
                .raw("\">\n");
        if (!mistake.isEmpty()) {
            page.raw("<p class=\"mistake\" role=\"alert\" id=\"mistake\">")
                    .text(PageErrors.sentence(mistake))
                    .raw("</p>\n");
        }
        page.raw("<p><label for=\"host\">The address of your site</label><br>\n"
                        + "<input id=\"host\" name=\"host\" type=\"text\" required autofocus maxlength=\"260\""
                        + " autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\""
                        + " placeholder=\"files.example.org\" value=\"")
                .text(chosen)
                .raw(mistake.isEmpty() ? "\"" : "\" aria-invalid=\"true\" aria-describedby=\"mistake\"")
                .raw("></p>\n<p><button>Continue</button></p>\n</form>\n");
        for (Map.Entry<String, List<OcmProvider>> federation :
                trust.federations().entrySet()) {
            page.raw("<h2>").text(federation.getKey()).raw("</h2>\n<ul>\n");
            for (OcmProvider provider : federation.getValue()) {
                page.raw("<li><a href=\"" + WHERE + "?token=" + encoded(token) + "&amp;host="
                                + encoded(provider.domain().text()) + "\">")
                        .name(provider.fullName())
                        .raw("</a></li>\n");
            }
            page.raw("</ul>\n");
        }
        PageLayout.end(page);
    }

    /** A link and no redirect, so that everybody sees where the invitation is taken. */
    private void lead(HttpExchange exchange, String token, PeerHost host, Optional<URI> dialog) throws IOException {
        HtmlWriter page = PageLayout.begin(exchange, "Accept the invitation at " + host);
        page.raw("<h1>Accept the invitation at ").text(host.text()).raw("</h1>\n");
        if (dialog.isPresent()) {
            String url = dialog.get() + (dialog.get().getRawQuery() == null ? "?" : "&") + "token=" + encoded(token)
                    + "&providerDomain=" + encoded(invitations.host().text());
            page.raw("<p>You will be asked to sign in there.</p>\n<p><a class=\"button\" rel=\"noreferrer\" href=\"")
                    .text(url)
                    .raw("\">Go to ")
                    .text(host.text())
                    .raw("</a></p>\n");
        } else {
            page.raw("<p>This site has no page for invitations. Sign in there, and enter this token and the name <b>")
                    .text(invitations.host().text())
                    .raw("</b> where it asks for an invitation:</p>\n<pre>")
                    .text(token)
                    .raw("</pre>\n");
        }
        page.raw("<p><a href=\"" + WHERE + "?token=" + encoded(token) + "\">Choose another site</a></p>\n");
        PageLayout.end(page);
    }

    private void ask(HttpExchange exchange) throws IOException {
        Invitations.person(exchange.caller());
        Invited invited = invited(exchange);
        String token = invited.token();
        PeerHost from = invited.from();
        HtmlWriter page = PageLayout.begin(exchange, "An invitation from " + from);
        page.raw("<h1>An invitation from ")
                .text(from.text())
                .raw("</h1>\n<p>Somebody at <b>")
                .name(site(from))
                .raw("</b> wants to share files with you. If you accept, both of you see each other's name and mail"
                        + " address, and can share files. You are signed in as <b>")
                .name(exchange.visitor().orElseThrow().user().displayName())
                .raw("</b>.</p>\n<form method=\"post\" action=\"" + ACCEPT
                        + "\">\n<input type=\"hidden\" name=\"token\" value=\"")
                .text(token)
                .raw("\">\n<input type=\"hidden\" name=\"providerDomain\" value=\"")
                .text(from.text())
                .raw("\">\n<input type=\"hidden\" name=\"seen\" value=\"")
                .text(proof(exchange, token, from))
                .raw("\">\n<p><button>Accept the invitation</button></p>\n</form>\n"
                        + "<p>If you do not know who sent it, close this page.</p>\n");
        PageLayout.end(page);
    }

    /** The site as its federation calls it, where one does; who of its people invites is told once that is accepted. */
    private String site(PeerHost host) {
        return trust.federations().values().stream()
                .flatMap(List::stream)
                .filter(provider ->
                        provider.domain().equals(host) && !provider.fullName().isEmpty())
                .findFirst()
                .map(provider -> provider.fullName() + " (" + host.text() + ')')
                .orElse(host.text());
    }

    /** What only a page that was made for this person and this invitation holds. */
    private String proof(HttpExchange exchange, String token, PeerHost from) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            String all = "accept\n" + exchange.caller().user() + "\n" + from + "\n" + token;
            return HexFormat.of().formatHex(mac.doFinal(all.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private void accept(HttpExchange exchange) throws IOException {
        Invitations.person(exchange.caller());
        Map<String, String> form = form(exchange);
        String token = form.getOrDefault("token", "");
        PeerHost from = PeerHost.parse(form.getOrDefault("providerDomain", ""));
        byte[] seen = form.getOrDefault("seen", "").getBytes(StandardCharsets.UTF_8);
        boolean own = MessageDigest.isEqual(seen, proof(exchange, token, from).getBytes(StandardCharsets.UTF_8));
        if (!own) {
            throw new Forbidden("this form is not from this site; open the invitation's link once more");
        }
        RemoteUser inviter;
        try {
            inviter = invitations.forward(exchange.visitor().orElseThrow().user(), token, Optional.of(from));
        } catch (NotFound over) {
            over(exchange);
            return;
        }
        HtmlWriter page = PageLayout.begin(exchange, "The invitation is accepted");
        page.raw("<h1>The invitation is accepted</h1>\n<p>You and <b>")
                .name(inviter.displayName().isEmpty() ? inviter.id().opaque() : inviter.displayName())
                .raw("</b> at <b>")
                .text(from.text())
                .raw("</b> are contacts now, and can share files with each other.</p>\n");
        PageLayout.end(page);
    }

    private static void over(HttpExchange exchange) throws IOException {
        exchange.status(404);
        PageLayout.message(
                exchange,
                "This invitation is not good any more",
                "It was accepted before, or its time is over. Ask whoever sent it for a new one.");
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.body().readNBytes(3 * LONGEST + 1);
        if (bytes.length > 3 * LONGEST) {
            throw new HttpFailure(413, "the form is too large");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : new String(bytes, StandardCharsets.UTF_8).split("&", MOST_FIELDS)) {
            int equals = pair.indexOf('=');
            try {
                if (equals > 0) {
                    fields.putIfAbsent(
                            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                }
            } catch (IllegalArgumentException broken) {
                throw new HttpFailure(400, "the form holds a broken escape");
            }
        }
        return fields;
    }
}
