/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.gson.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.weft.kernel.http.HttpDate;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundFailure;
import org.weft.kernel.http.client.OutboundRequest;
import org.weft.kernel.http.client.OutboundTimeouts;
import org.weft.kernel.ocm.signature.ContentDigest;
import org.weft.kernel.ocm.signature.HttpMessage;
import org.weft.kernel.ocm.signature.MessageSignature;
import org.weft.kernel.ocm.signature.SignatureAlgorithm;
import org.weft.kernel.runtime.limit.RateLimiter;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unavailable;

/**
 * Tells other sites something, signed where they understand signatures: those that don't take the headers for an older
 * kind of signature, and refuse it. Bodies are never logged, because they hold secrets. Thread-safe; blocks for at most
 * {@link OutboundTimeouts#call}.
 */
public final class PeerClient {

    private static final int LARGEST = 1 << 20;
    private static final int PER_MINUTE = 600;
    private static final int REMEMBERED = 10_000;
    private static final long AHEAD = 30;

    private final OcmSettings settings;
    private final Supplier<SiteKeys> keys;
    private final OutboundClient outbound;
    private final Clock clock;
    private final RateLimiter rates;
    private final Cache<String, Long> signed = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(Duration.ofMinutes(2))
            .build();

    public PeerClient(OcmSettings settings, Supplier<SiteKeys> keys, OutboundClient outbound, Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.outbound = outbound;
        this.clock = clock;
        int limit = settings.lab() ? Integer.MAX_VALUE : PER_MINUTE;
        this.rates = new RateLimiter("messages to one server", limit, Duration.ofMinutes(1), clock);
    }

    /**
     * Posts JSON to one of the peer's own URLs.
     *
     * @return what the peer answered, whatever it is
     * @throws Unavailable when it does not answer
     * @throws Forbidden when this site must not speak with the peer as it is
     * @throws Throttled when it was told too much already
     */
    public PeerResponse post(Peer peer, URI url, JsonObject body) {
        return send(peer, url, "application/json", StrictJson.bytes(body));
    }

    /** Posts a form; failures as in {@link #post}. */
    public PeerResponse postForm(Peer peer, URI url, Map<String, String> fields) {
        String form = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(peer, url, "application/x-www-form-urlencoded", form.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private PeerResponse send(Peer peer, URI url, String mediaType, byte[] body) {
        rates.count(peer.host().text());
        Duration time = outbound.patience().call();
        if (!peer.can(Capability.HTTP_SIG)) {
            if (settings.mustSign()) {
                throw new Forbidden(peer.host() + " does not understand signatures, which this site demands");
            }
            return sent(peer.host(), url, headers(mediaType), body, time);
        }
        Instant end = clock.instant().plus(time);
        PeerResponse reply =
                sent(peer.host(), url, signed(url, mediaType, body, SignatureAlgorithm.ED25519), body, time);
        if (reply.status() != 401) {
            return reply;
        }
        // A peer whose cryptography is older knows the other key; what it refuses for the signature it has not done.
        Duration left = Duration.between(clock.instant(), end);
        return left.isPositive()
                ? sent(peer.host(), url, signed(url, mediaType, body, SignatureAlgorithm.ES256), body, left)
                : reply;
    }

    private Map<String, String> headers(String mediaType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", mediaType);
        headers.put("Accept", "application/json");
        headers.put("Date", HttpDate.format(clock.instant()));
        return headers;
    }

    private Map<String, String> signed(URI url, String mediaType, byte[] body, SignatureAlgorithm algorithm) {
        Map<String, String> headers = headers(mediaType);
        headers.put("Content-Digest", ContentDigest.of(body));
        Map<String, List<String>> covered = new LinkedHashMap<>();
        headers.forEach((name, value) -> covered.put(name, List.of(value)));
        covered.put("Content-Length", List.of(Integer.toString(body.length)));
        HttpMessage message = new HttpMessage("POST", url, covered);
        headers.putAll(MessageSignature.sign(message, keys.get().signing(algorithm), created(url, body)));
        return headers;
    }

    /**
     * When a message says it was signed. The same message twice within a second would have the same signature, and be taken
     * for one that somebody caught and sends again; so the second is said to be of the second after. Peers allow for a minute.
     */
    private Instant created(URI url, byte[] body) {
        long now = clock.instant().getEpochSecond();
        long second = signed.asMap()
                .merge(url + " " + ContentDigest.of(body), now, (before, same) -> Math.max(before + 1, same));
        return Instant.ofEpochSecond(Math.min(second, now + AHEAD));
    }

    private PeerResponse sent(PeerHost host, URI url, Map<String, String> headers, byte[] body, Duration time) {
        try {
            return PeerResponse.of(host, outbound.send(new OutboundRequest("POST", url, headers, body), LARGEST, time));
        } catch (OutboundFailure failure) {
            throw told(host, failure);
        }
    }

    static WeftException told(PeerHost host, OutboundFailure failure) {
        String text = host + " can't be reached: " + failure.getMessage();
        return switch (failure.reason()) {
            case NOT_ALLOWED -> new Forbidden(text);
            case NO_NAME, NO_ANSWER, TOO_LARGE -> new Unavailable(text);
        };
    }
}
