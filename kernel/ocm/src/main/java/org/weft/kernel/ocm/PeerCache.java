/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundFailure;
import org.weft.kernel.http.client.OutboundRequest;
import org.weft.kernel.http.client.OutboundRequest.Answer;
import org.weft.kernel.http.client.OutboundTimeouts;
import org.weft.kernel.ocm.DiscoveryFailed.Why;
import org.weft.kernel.runtime.limit.RateLimiter;
import org.weft.kernel.runtime.limit.SingleFlightCache;
import org.weft.kernel.sharing.peer.OcmProvider;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;

/**
 * Finds out what other sites are, by their discovery documents, and remembers it for a while; also for a short while that
 * a host is none. Hosts that are not trusted are not asked. Thread-safe; blocks for at most {@link OutboundTimeouts#discovery}.
 */
public final class PeerCache {

    private static final Logger LOG = LoggerFactory.getLogger(PeerCache.class);
    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration MISSING = Duration.ofMinutes(1);
    private static final Duration MISSING_IN_LAB = Duration.ofSeconds(1);
    private static final int LARGEST = 1 << 20;
    private static final int MOST = 10_000;

    private final OcmSettings settings;
    private final PeerTrust trust;
    private final OutboundClient outbound;
    private final Clock clock;
    private final SingleFlightCache<PeerHost, Seen> seen = new SingleFlightCache<>(MOST);
    private final RateLimiter looks;

    public PeerCache(OcmSettings settings, PeerTrust trust, OutboundClient outbound, Clock clock) {
        this.settings = settings;
        this.trust = trust;
        this.outbound = outbound;
        this.clock = clock;
        this.looks = new RateLimiter("looks at one server", 1, MISSING, clock);
    }

    /** After which a host must have told what it is. */
    Duration patience() {
        return outbound.patience().discovery();
    }

    /** What was found at a host: a peer, or why there is none. */
    private record Seen(@Nullable Peer peer, @Nullable DiscoveryFailed reason, Instant until) {}

    /**
     * The site at a host.
     *
     * @throws WeftException {@code Forbidden} when it is not trusted, {@code Unavailable} when it does not answer,
     *     {@code NotFound} when there is no Open Cloud Mesh
     */
    public Peer at(PeerHost host) {
        trust.require(host);
        Seen now = seen.get(host, known -> clock.instant().isBefore(known.until()), () -> look(host));
        if (now.peer() != null) {
            return now.peer();
        }
        throw now.reason() == null ? new IllegalStateException() : now.reason().told();
    }

    /** The site at a host that was one before; where none is found now, it is under repair. */
    Peer known(PeerHost host) {
        try {
            return at(host);
        } catch (NotFound none) {
            throw new Unavailable(none.text(), none);
        }
    }

    /**
     * The site at a host, for something that it must be able to do. One that could not when it was looked at may have learnt
     * to since: it is looked at again, once a minute at most.
     *
     * @param able whether it can
     */
    public Peer at(PeerHost host, Predicate<Peer> able) {
        Peer known = at(host);
        return able.test(known) || !looks.admits(host.text()) ? known : again(host);
    }

    /** Whether there is a server of this name, as far as was seen when it was last asked. */
    boolean isNamed(PeerHost host) {
        DiscoveryFailed reason = seen.get(host, any -> true, () -> look(host)).reason();
        return reason == null || reason.why() != Why.NO_NAME;
    }

    /** Asks a host again whatever is remembered of it. */
    public Peer again(PeerHost host) {
        seen.forget(host);
        return at(host);
    }

    private Seen look(PeerHost host) {
        try {
            Peer peer = discover(host);
            return new Seen(peer, null, clock.instant().plus(FRESH));
        } catch (DiscoveryFailed none) {
            LOG.atInfo()
                    .addKeyValue("host", host)
                    .addKeyValue("reason", none.text())
                    .log("ocm-discovery-failed");
            return new Seen(null, none, clock.instant().plus(settings.lab() ? MISSING_IN_LAB : MISSING));
        }
    }

    private Peer discover(PeerHost host) throws DiscoveryFailed {
        Optional<OcmProvider> provider = trust.known(host);
        Set<PeerHost> also = provider.map(OcmProvider::hosts).orElse(Set.of());
        DiscoveryFailed first = new DiscoveryFailed(Why.DOWN, host + " does not answer");
        boolean told = false;
        Instant end = clock.instant().plus(patience());
        for (URI origin : origins(host, also)) {
            for (String path :
                    settings.oldForms() ? List.of("/.well-known/ocm", "/ocm-provider/") : List.of("/.well-known/ocm")) {
                try {
                    URI url = URI.create(origin + path);
                    JsonObject document = document(host, url, end, true);
                    return new DiscoveryReader(host, origin, also, settings.oldForms()).read(url, document);
                } catch (DiscoveryFailed none) {
                    // What a server says of itself tells more than that another one is silent.
                    if (!told || (first.isSilent() && !none.isSilent())) {
                        first = none;
                        told = true;
                    }
                    if (none.isSilent()) {
                        break;
                    }
                }
            }
        }
        throw first;
    }

    /** Where a host's document may be. A laboratory's bare addresses have no certificates, so they are asked without. */
    private List<URI> origins(PeerHost host, Set<PeerHost> also) {
        Set<URI> origins = new LinkedHashSet<>();
        List<PeerHost> hosts = new ArrayList<>(also);
        hosts.addFirst(host);
        for (PeerHost each : hosts) {
            URI secure = URI.create("https://" + each);
            URI plain = URI.create("http://" + each);
            boolean bare = each.name().startsWith("[")
                    || Character.isDigit(each.name().charAt(each.name().length() - 1));
            if (settings.lab()) {
                origins.add(bare || each.name().equals("localhost") ? plain : secure);
                origins.add(bare || each.name().equals("localhost") ? secure : plain);
            } else {
                origins.add(secure);
            }
        }
        return List.copyOf(origins);
    }

    private JsonObject document(PeerHost host, URI url, Instant end, boolean redirects) throws DiscoveryFailed {
        Answer answer = get(host, url, end);
        if (redirects && isRedirect(answer.status())) {
            return document(host, target(host, url, answer), end, false);
        }
        if (answer.status() != 200) {
            throw new DiscoveryFailed(
                    answer.status() >= 500 ? Why.DOWN : Why.OTHER,
                    "there is no Open Cloud Mesh at " + host + ": it answers " + answer.status() + " to "
                            + url.getPath());
        }
        return StrictJson.object(answer.body())
                .orElseThrow(() -> new DiscoveryFailed(
                        Why.OTHER,
                        "there is no Open Cloud Mesh at " + host + ": what it answers to " + url.getPath()
                                + " is no JSON object"));
    }

    private Answer get(PeerHost host, URI url, Instant end) throws DiscoveryFailed {
        Duration left = Duration.between(clock.instant(), end);
        Duration step = outbound.patience().step();
        Duration time = left.compareTo(step) < 0 ? left : step;
        if (time.isNegative() || time.isZero()) {
            throw new DiscoveryFailed(Why.DOWN, host + " did not answer in time");
        }
        try {
            return outbound.send(OutboundRequest.get(url, Map.of("Accept", "application/json")), LARGEST, time);
        } catch (OutboundFailure failure) {
            String text = "there is no Open Cloud Mesh at " + host + ": " + failure.getMessage();
            throw new DiscoveryFailed(why(failure), text);
        }
    }

    private static Why why(OutboundFailure failure) {
        return switch (failure.reason()) {
            case NOT_ALLOWED -> Why.FORBIDDEN;
            case NO_NAME -> Why.NO_NAME;
            case NO_ANSWER -> Why.DOWN;
            case TOO_LARGE -> Why.OTHER;
        };
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** Some sites lead from the old address to the new one; to another server nobody is followed. */
    private static URI target(PeerHost host, URI from, Answer answer) throws DiscoveryFailed {
        try {
            URI to = from.resolve(answer.header("location").stream().findFirst().orElse(""));
            if (from.getScheme().equals(to.getScheme())
                    && from.getRawAuthority().equals(to.getRawAuthority())) {
                return to;
            }
        } catch (IllegalArgumentException malformed) {
            throw new DiscoveryFailed(Why.OTHER, host + " leads to something that is no URL");
        }
        throw new DiscoveryFailed(Why.OTHER, host + " leads to another server, and is not followed");
    }
}
