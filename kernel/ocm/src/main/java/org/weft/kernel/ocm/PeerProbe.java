/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundFailure;
import org.weft.kernel.http.client.OutboundRequest;
import org.weft.kernel.http.client.OutboundRequest.Answer;
import org.weft.kernel.ocm.signature.InvalidSignature;
import org.weft.kernel.ocm.signature.KeySet;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;

/**
 * Looks at another site, or at this one from outside, for an operator: what it is, what would work, and what this site
 * would send. Changes nothing anywhere.
 */
public final class PeerProbe {

    private static final Duration TIME = Duration.ofSeconds(6);
    private static final int LARGEST = 1 << 20;
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final PeerNetwork network;
    private final PeerTrust trust;
    private final OutboundClient outbound;
    private final Clock clock;
    private final List<Line> lines = new ArrayList<>();

    /**
     * @param network one that trusts everybody, so that everybody can be looked at
     * @param trust whom this site really trusts
     */
    public PeerProbe(PeerNetwork network, PeerTrust trust, OutboundClient outbound, Clock clock) {
        this.network = network;
        this.trust = trust;
        this.outbound = outbound;
        this.clock = clock;
    }

    /** How good something is. */
    public enum Verdict {
        GOOD,
        NOTE,
        BAD
    }

    /** One thing that was looked at. */
    public record Line(Verdict verdict, String what, String text) {}

    /**
     * Looks at another site.
     *
     * @param send whether a signed message that asks for nothing is sent, to see whether the signature is accepted
     */
    public List<Line> peer(PeerHost host, boolean send) {
        lines.clear();
        trusted(host);
        Peer peer;
        try {
            peer = network.peers().again(host);
        } catch (WeftException none) {
            say(Verdict.BAD, "discovery", none.text());
            return List.copyOf(lines);
        }
        discovery(peer);
        clockOf(peer.report().found());
        keys(peer);
        demands(peer);
        sending(peer);
        if (send) {
            signature(peer);
        }
        return List.copyOf(lines);
    }

    private void say(Verdict verdict, String what, String text) {
        lines.add(new Line(verdict, what, SafeText.clean(text)));
    }

    private void trusted(PeerHost host) {
        try {
            trust.require(host);
            say(Verdict.GOOD, "trust", trust.isOpen() ? "every server that is not denied is a partner" : "listed");
        } catch (Forbidden stranger) {
            say(Verdict.BAD, "trust", stranger.text());
        }
    }

    private void discovery(Peer peer) {
        say(Verdict.GOOD, "discovery", peer.report().found().toString());
        boolean secure = peer.origin().getScheme().equals("https");
        say(
                secure ? Verdict.GOOD : Verdict.BAD,
                "tls",
                secure ? "the certificate is good for " + peer.host() : "no TLS: only a laboratory may do this");
        say(
                Verdict.GOOD,
                "provider",
                (peer.provider().isEmpty() ? "unnamed" : peer.provider()) + ", version " + peer.version());
        say(Verdict.GOOD, "end point", peer.endPoint().toString());
        say(Verdict.GOOD, "capabilities", words(peer.capabilities()));
        say(Verdict.GOOD, "criteria", words(peer.criteria()));
        peer.report().older().forEach(word -> say(Verdict.NOTE, "older word", word));
        peer.report().doubts().forEach(doubt -> say(Verdict.BAD, "doubt", doubt));
        if (peer.webdav().isEmpty()) {
            say(Verdict.BAD, "webdav", "it does not say where its shares are read");
        } else {
            say(Verdict.GOOD, "webdav", peer.webdav().get().toString());
        }
    }

    private static String words(Set<? extends Enum<?>> values) {
        String words = values.stream()
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .sorted()
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? "none" : words;
    }

    private void clockOf(URI url) {
        try {
            Answer answer =
                    outbound.send(OutboundRequest.get(url, Map.of("Accept", "application/json")), LARGEST, TIME);
            String date = answer.header("date").stream().findFirst().orElse("");
            Instant there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration off = Duration.between(clock.instant(), there);
            boolean good = off.abs().compareTo(SKEW) <= 0;
            say(
                    good ? Verdict.GOOD : Verdict.BAD,
                    "clock",
                    off.toSeconds() + " s ahead of this one" + (good ? "" : ": signatures will be refused"));
        } catch (OutboundFailure | DateTimeException unknown) {
            say(Verdict.NOTE, "clock", "it does not tell its time");
        }
    }

    private void keys(Peer peer) {
        if (!peer.can(Capability.HTTP_SIG)) {
            say(Verdict.NOTE, "signatures", "it does not sign, so anybody who knows an address can speak for it");
            return;
        }
        if (peer.jwksUri().isEmpty()) {
            say(Verdict.BAD, "keys", "it says that it signs and not where its keys are");
            return;
        }
        try {
            KeySet keys = network.peerKeys().now(peer, peer.jwksUri().get());
            boolean some = !keys.kids().isEmpty();
            say(some ? Verdict.GOOD : Verdict.BAD, "keys", some ? "fit: " + new TreeSet<>(keys.kids()) : "none is fit");
        } catch (WeftException silent) {
            say(Verdict.BAD, "keys", silent.text());
        }
    }

    private void demands(Peer peer) {
        OcmSettings own = network.settings();
        if (peer.demands(Criterion.MUST_EXCHANGE_TOKEN) && !own.exchangesTokens()) {
            say(Verdict.BAD, "demand", "it wants secrets exchanged for tokens, and token-exchange is off here");
        }
        if (own.mustExchange() && !peer.can(Capability.EXCHANGE_TOKEN)) {
            say(Verdict.BAD, "demand", "this site wants secrets exchanged for tokens, and it gives none");
        }
        if (own.mustSign() && !peer.can(Capability.HTTP_SIG)) {
            say(Verdict.BAD, "demand", "this site demands signatures, and it does not sign");
        }
        if (peer.demands(Criterion.MUST_INVITE)) {
            say(Verdict.NOTE, "demand", "it takes shares from contacts only: people must accept an invitation first");
        }
        if (peer.demands(Criterion.ALLOWLIST)) {
            say(Verdict.NOTE, "demand", "it speaks with listed servers only: ask its operators to list this one");
        }
        if (!peer.can(Capability.INVITES)) {
            say(Verdict.NOTE, "invitations", "it does not say that it takes part");
        } else if (peer.inviteAcceptDialog().isEmpty()) {
            say(Verdict.NOTE, "invitations", "people must paste them, for it has no page for them");
        } else {
            say(
                    Verdict.GOOD,
                    "invitations",
                    "page: " + peer.inviteAcceptDialog().get());
        }
    }

    private void sending(Peer peer) {
        say(
                Verdict.GOOD,
                "would send",
                peer.takesProtocolObjects()
                        ? "shares with a member for each protocol"
                        : "shares in the form of version 1.0");
        say(Verdict.GOOD, "would send", peer.can(Capability.HTTP_SIG) ? "signed (RFC 9421)" : "unsigned");
        say(Verdict.GOOD, "would send", peer.wantsRelativeUris() ? "ids of resources" : "whole URLs of resources");
        say(Verdict.GOOD, "would send", peer.can(Capability.NOTIFICATIONS) ? "notifications" : "no notifications");
        for (String type : List.of("file", "folder")) {
            if (!peer.takes(type, "user", "webdav")) {
                say(Verdict.BAD, "would send", "no share of a " + type + ": it does not take one for a user");
            }
        }
    }

    /** A kind of notification that nobody knows: who accepts the signature says that it does not know it. */
    private void signature(Peer peer) {
        if (!network.isEnabled() || !peer.can(Capability.HTTP_SIG)) {
            say(Verdict.NOTE, "signature", "not tried: one of both sites does not sign");
            return;
        }
        JsonObject body = new JsonObject();
        body.addProperty("notificationType", "WEFT_PROBE");
        body.addProperty("resourceType", "file");
        body.addProperty("providerId", "probe");
        body.addProperty("senderDomain", network.host().text());
        try {
            PeerResponse reply = network.calls().post(peer, peer.at("notifications"), body);
            boolean refused = reply.status() == 401 || reply.status() == 403;
            say(
                    refused ? Verdict.BAD : Verdict.GOOD,
                    "signature",
                    "a signed message was answered with " + reply.status() + " " + reply.text("message"));
        } catch (WeftException silent) {
            say(Verdict.BAD, "signature", silent.text());
        }
    }

    /** Looks at this site as others see it. */
    public List<Line> self() {
        lines.clear();
        PeerHost host = network.host();
        Peer peer;
        try {
            peer = network.peers().again(host);
        } catch (WeftException none) {
            say(
                    Verdict.BAD,
                    "discovery",
                    none.text() + "; is external-url right, and does the proxy pass" + " /.well-known/ocm on?");
            return List.copyOf(lines);
        }
        discovery(peer);
        clockOf(peer.report().found());
        URI wanted = network.settings().url(OcmSettings.PREFIX);
        boolean same = wanted.equals(peer.endPoint());
        say(same ? Verdict.GOOD : Verdict.BAD, "end point", same ? "as configured" : "it should be " + wanted);
        ownKeys(peer);
        reached(peer);
        return List.copyOf(lines);
    }

    private void ownKeys(Peer peer) {
        try {
            Set<String> own = KeySet.parse(network.keys().published()).kids();
            Set<String> seen = peer.jwksUri()
                    .map(keys -> network.peerKeys().now(peer, keys).kids())
                    .orElse(Set.of());
            boolean all = seen.containsAll(own);
            say(
                    all ? Verdict.GOOD : Verdict.BAD,
                    "keys",
                    all
                            ? "others see the keys that this site signs with"
                            : "others see " + new TreeSet<>(seen) + " and not " + new TreeSet<>(own));
        } catch (InvalidSignature | WeftException failure) {
            say(Verdict.BAD, "keys", String.valueOf(failure.getMessage()));
        }
    }

    /** An empty message is refused, by this server and in its words, when it arrives. */
    private void reached(Peer peer) {
        try {
            OutboundRequest request = new OutboundRequest(
                    "POST",
                    peer.at("notifications"),
                    Map.of("Content-Type", "application/json"),
                    "{}".getBytes(StandardCharsets.UTF_8));
            Answer answer = outbound.send(request, LARGEST, TIME);
            boolean ours = answer.status() == 400
                    && StrictJson.object(answer.body())
                            .flatMap(body -> StrictJson.text(body, "message"))
                            .isPresent();
            say(
                    ours ? Verdict.GOOD : Verdict.BAD,
                    "messages",
                    ours
                            ? "messages of others arrive"
                            : "an empty message was answered with " + answer.status() + ", and not by this server");
        } catch (OutboundFailure silent) {
            say(Verdict.BAD, "messages", String.valueOf(silent.getMessage()));
        }
    }
}
