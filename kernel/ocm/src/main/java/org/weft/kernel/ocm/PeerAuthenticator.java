/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.ocm.signature.CavageSignature;
import org.weft.kernel.ocm.signature.HttpMessage;
import org.weft.kernel.ocm.signature.InvalidSignature;
import org.weft.kernel.ocm.signature.InvalidSignature.Reason;
import org.weft.kernel.ocm.signature.MessageSignature;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.ClientNetwork;
import org.weft.kernel.runtime.limit.RateLimiter;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Unavailable;

/**
 * Establishes who speaks. The body names a host; that host must be trusted, is asked what it is, and its keys must have
 * signed the request. The key's own id never decides whose it is. A signature that is there is checked even where none
 * is needed; a peer that says it signs is not believed without. Thread-safe.
 */
final class PeerAuthenticator {

    private static final Logger LOG = LoggerFactory.getLogger(PeerAuthenticator.class);
    private static final Duration AGE = Duration.ofMinutes(5);
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** What is asked for twice in a second has come within these, by any network that is worth the name. */
    private static final Duration REPEATED = Duration.ofSeconds(10);

    /** The word for a sender that no name server knows. */
    static final String NO_NAME = "SENDER_HOST_UNKNOWN";

    private static final int PER_ADDRESS = 600;
    private static final int PER_PEER = 300;

    private final OcmSettings settings;
    private final PeerTrust trust;
    private final PeerCache peers;
    private final PeerKeys keys;
    private final Clock clock;
    private final ReplayGuard seen;
    private final RateLimiter byAddress;
    private final RateLimiter byPeer;
    private final RateLimiter again;

    PeerAuthenticator(
            OcmSettings settings, PeerTrust trust, PeerCache peers, PeerKeys keys, ReplayGuard seen, Clock clock) {
        this.settings = settings;
        this.trust = trust;
        this.peers = peers;
        this.keys = keys;
        this.seen = seen;
        this.clock = clock;
        Duration minute = Duration.ofMinutes(1);
        this.byAddress = new RateLimiter(
                "messages from one network", settings.lab() ? Integer.MAX_VALUE : PER_ADDRESS, minute, clock);
        this.byPeer =
                new RateLimiter("messages of one site", settings.lab() ? Integer.MAX_VALUE : PER_PEER, minute, clock);
        this.again = new RateLimiter("looks at one server", 1, minute, clock);
    }

    /** What keeps one from asking too much here. */
    public List<Brake> brakes() {
        return List.of(byAddress, byPeer, again);
    }

    /**
     * Who speaks.
     *
     * @param signed whether that is proven; else it is only said, by a peer that says that it does not sign
     */
    record Sender(PeerHost host, Peer peer, boolean signed) {}

    /**
     * Reads a message.
     *
     * @throws OcmRefusal when it is too large, or the address sends too many
     */
    PeerRequest read(HttpExchange exchange) throws IOException {
        if (settings.site().isEmpty()) {
            throw OcmRefusal.of(501, "NOT_ENABLED");
        }
        if (!byAddress.admits(ClientNetwork.of(exchange.remoteAddress()))) {
            throw OcmRefusal.later(429, "TOO_MANY_REQUESTS", Duration.ofMinutes(1));
        }
        return PeerRequest.read(exchange);
    }

    /**
     * Establishes who sent the message.
     *
     * @param host who it says it is from
     * @throws OcmRefusal when that is not so, or can't be known
     */
    Sender admit(PeerRequest request, PeerHost host) {
        return admit(request, host, false);
    }

    /**
     * The same, for what does no harm when it is asked twice. Signers whose signatures tell seconds, and are the same for
     * the same message, send one message when they ask for one thing twice in a second. So a message that came before is
     * admitted again: for some seconds, and from the address from which it came first.
     */
    Sender admitRepeated(PeerRequest request, PeerHost host) {
        return admit(request, host, true);
    }

    private Sender admit(PeerRequest request, PeerHost host, boolean repeatable) {
        try {
            trust.require(host);
        } catch (Forbidden stranger) {
            throw refused(host, 403, "SENDER_NOT_TRUSTED", stranger.text());
        }
        Peer peer = peer(host);
        Sender sender = new Sender(host, peer, isSigned(request, peer, repeatable));
        String who = sender.signed()
                ? host.text()
                : ClientNetwork.of(request.exchange().remoteAddress()) + " " + host;
        if (!byPeer.admits(who)) {
            throw OcmRefusal.later(429, "TOO_MANY_REQUESTS", Duration.ofMinutes(1));
        }
        return sender;
    }

    /** The site that speaks; one that was not able to something may have learnt to since, and is looked at again. */
    Peer peer(Sender sender, Predicate<Peer> able) {
        return able.test(sender.peer()) ? sender.peer() : peers.at(sender.host(), able);
    }

    private Peer peer(PeerHost host) {
        try {
            return peers.at(host);
        } catch (Unavailable silent) {
            LOG.atInfo()
                    .addKeyValue("host", host)
                    .addKeyValue("reason", silent.text())
                    .log("ocm-sender-unreachable");
            String word = peers.isNamed(host) ? "SENDER_UNREACHABLE" : NO_NAME;
            throw OcmRefusal.later(503, word, Duration.ofMinutes(1));
        } catch (Forbidden inside) {
            throw refused(host, 403, "SENDER_NOT_TRUSTED", inside.text());
        } catch (WeftException none) {
            throw refused(host, 401, "SENDER_UNKNOWN", none.text());
        }
    }

    private boolean isSigned(PeerRequest request, Peer peer, boolean repeatable) {
        HttpMessage message = request.message();
        MessageSignature signature;
        try {
            signature = MessageSignature.of(message, settings.oldSignatures());
        } catch (InvalidSignature refused) {
            if (refused.reason() == Reason.SIGNATURE_REQUIRED) {
                return isSignedAsBefore(request, peer, repeatable);
            }
            throw refused(peer.host(), 401, refused.reason().name(), String.valueOf(refused.getMessage()));
        }
        String signed;
        try {
            signature.check(
                    message,
                    request.body(),
                    keys.of(peer, keysOf(peer), signature.keyId()),
                    clock.instant(),
                    AGE,
                    SKEW);
            signed = signature.signed(message);
        } catch (InvalidSignature refused) {
            throw refused(peer.host(), 401, refused.reason().name(), String.valueOf(refused.getMessage()));
        } catch (Unavailable silent) {
            throw OcmRefusal.later(503, "KEYS_UNREACHABLE", Duration.ofMinutes(1));
        }
        requireFirst(request, peer, signed, repeatable);
        return true;
    }

    /** @param signed what the signature is of: more than one signature can be good for the same */
    private void requireFirst(PeerRequest request, Peer peer, String signed, boolean repeatable) {
        ReplayGuard.First now =
                new ReplayGuard.First(clock.instant(), request.exchange().remoteAddress());
        Optional<ReplayGuard.First> before = seen.remember(
                hash(peer.host() + "\n" + signed), now, now.at().plus(AGE).plus(SKEW));
        boolean repeated = before.filter(first -> repeatable
                        && first.from().equals(now.from())
                        && now.at().isBefore(first.at().plus(REPEATED)))
                .isPresent();
        if (before.isPresent() && !repeated) {
            throw refused(peer.host(), 401, "SIGNATURE_REPLAYED", "what is signed here came before");
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /**
     * A signature in the form of version 1.2, by the key in the peer's discovery document. A peer that signs as the present
     * version has it can't be made to count as one that signs like this; one that tells no key does not sign.
     */
    private boolean isSignedAsBefore(PeerRequest request, Peer peer, boolean repeatable) {
        if (!settings.oldSignatures()
                || peer.can(Capability.HTTP_SIG)
                || peer.oldKey().isEmpty()) {
            return unsigned(peer);
        }
        HttpMessage message = request.message();
        try {
            Optional<CavageSignature> found = CavageSignature.of(message);
            if (found.isEmpty()) {
                return unsigned(peer);
            }
            CavageSignature signature = found.get();
            signature.check(message, request.body(), oldKey(peer, signature.keyId()), clock.instant(), AGE, SKEW);
            // This form does not sign the name of its key, so that what a new key signs can read like what the old one
            // did.
            requireFirst(request, peer, signature.keyId() + "\n" + signature.signed(message), repeatable);
            return true;
        } catch (InvalidSignature refused) {
            throw refused(peer.host(), 401, refused.reason().name(), String.valueOf(refused.getMessage()));
        }
    }

    /** The key of this id; a peer whose key has another may have a new one since it was looked at. */
    private String oldKey(Peer peer, String keyId) {
        Optional<Peer.OldKey> key = peer.oldKey().filter(known -> known.keyId().equals(keyId));
        if (key.isEmpty() && again.admits(peer.host().text())) {
            key = peers.again(peer.host())
                    .oldKey()
                    .filter(known -> known.keyId().equals(keyId));
        }
        return key.map(Peer.OldKey::pem)
                .orElseThrow(() -> refused(peer.host(), 401, "KEY_UNKNOWN", "its discovery document has no such key"));
    }

    /** Where the peer's keys are; a peer that did not sign an hour ago may have begun to. */
    private URI keysOf(Peer peer) {
        return peer.jwksUri().orElseGet(() -> {
            if (again.admits(peer.host().text())) {
                Peer now = peers.again(peer.host());
                if (now.jwksUri().isPresent()) {
                    return now.jwksUri().get();
                }
            }
            throw refused(peer.host(), 401, "KEY_UNKNOWN", "it signs, and does not say where its keys are");
        });
    }

    private boolean unsigned(Peer peer) {
        if (settings.mustSign() || peer.can(Capability.HTTP_SIG)) {
            throw refused(peer.host(), 401, "SIGNATURE_REQUIRED", "it did not sign");
        }
        return false;
    }

    private static OcmRefusal refused(PeerHost host, int status, String word, String reason) {
        LOG.atInfo()
                .addKeyValue("host", host)
                .addKeyValue("word", word)
                .addKeyValue("reason", SafeText.clean(reason))
                .log("ocm-message-refused");
        return OcmRefusal.of(status, word);
    }
}
