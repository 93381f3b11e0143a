/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.ocm.SiteKeyStore.Kept;
import org.weft.kernel.ocm.signature.SignatureAlgorithm;
import org.weft.kernel.ocm.signature.SigningKeyPair;
import org.weft.kernel.sharing.peer.PeerHost;

/**
 * The keys that this site signs with. Of each algorithm there is one that signs. A new one is published for a day before
 * it signs, so that every peer has seen it by then; the one before it stays published for another day, so that what it
 * signed can still be checked, and is then forgotten. Thread-safe.
 */
public final class SiteKeys {

    /** How long a new key is published before it signs, and an old one after it has signed. */
    public static final Duration OVERLAP = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(SiteKeys.class);
    private static final Duration MEMORY = Duration.ofSeconds(30);

    /** In the order in which they are published. */
    private static final List<SignatureAlgorithm> ALGORITHMS =
            List.of(SignatureAlgorithm.ED25519, SignatureAlgorithm.ES256);

    private final SiteKeyStore shelf;
    private final PeerHost host;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private volatile Read read;

    private SiteKeys(SiteKeyStore shelf, PeerHost host, Clock clock, Read read) {
        this.shelf = shelf;
        this.host = host;
        this.clock = clock;
        this.read = read;
    }

    /** What was read, and when. */
    private record Read(List<Own> keys, Instant at) {}

    /** A key with its age. */
    private record Own(Kept kept, SignatureAlgorithm algorithm, SigningKeyPair pair) {}

    /**
     * Reads the keys; makes them when there are none for this host.
     *
     * @param host the site's, with which the keys' ids begin
     */
    public static SiteKeys open(SiteKeyStore shelf, PeerHost host, Clock clock) {
        SiteKeys keys = new SiteKeys(shelf, host, clock, new Read(List.of(), Instant.MIN));
        List<Kept> kept = shelf.all();
        if (kept.stream().noneMatch(keys::isOurs)) {
            keys.add(kept.size());
        }
        keys.read = keys.read();
        return keys;
    }

    private boolean isOurs(Kept kept) {
        return kept.kid().startsWith(host + "#");
    }

    private void add(int seen) {
        List<Kept> made = new ArrayList<>();
        for (SignatureAlgorithm algorithm : ALGORITHMS) {
            byte[] id = new byte[6];
            random.nextBytes(id);
            String kid = host + "#" + algorithm.name().toLowerCase(Locale.ROOT) + "-"
                    + HexFormat.of().formatHex(id);
            made.add(new Kept(
                    kid,
                    algorithm.name(),
                    SigningKeyPair.generate(kid, algorithm).encode(),
                    clock.instant()));
            LOG.atInfo().addKeyValue("kid", kid).log("ocm-key-made");
        }
        shelf.add(made, seen);
    }

    private Read read() {
        List<Own> keys = new ArrayList<>();
        for (Kept kept : shelf.all()) {
            if (!isOurs(kept)) {
                // Of the name that the site had before, and may have again.
                continue;
            }
            SignatureAlgorithm algorithm = SignatureAlgorithm.valueOf(kept.algorithm());
            keys.add(new Own(kept, algorithm, SigningKeyPair.parse(kept.kid(), algorithm, kept.pair())));
        }
        return new Read(List.copyOf(keys), clock.instant());
    }

    private List<Own> keys() {
        Read now = read;
        if (clock.instant().isAfter(now.at().plus(MEMORY))) {
            now = read();
            read = now;
        }
        return now.keys();
    }

    /** The key that signs now. */
    SigningKeyPair signing(SignatureAlgorithm algorithm) {
        List<Own> keys =
                keys().stream().filter(own -> own.algorithm() == algorithm).toList();
        Instant settled = clock.instant().minus(OVERLAP);
        for (Own own : keys.reversed()) {
            if (!own.kept().created().isAfter(settled)) {
                return own.pair();
            }
        }
        // The first key of a site has nobody who would know an older one.
        return keys.getFirst().pair();
    }

    /** The public halves of all keys that peers may meet, as a JWK set. */
    String published() {
        List<SigningKeyPair> pairs = new ArrayList<>();
        for (SignatureAlgorithm algorithm : ALGORITHMS) {
            keys().stream()
                    .filter(own -> own.algorithm() == algorithm)
                    .sorted((a, b) -> b.kept().created().compareTo(a.kept().created()))
                    .forEach(own -> pairs.add(own.pair()));
        }
        return SigningKeyPair.keySet(pairs);
    }

    /** Makes new keys, which are published at once and sign after {@link #OVERLAP}. */
    public void rotate() {
        add(shelf.all().size());
        read = read();
    }

    /** Forgets keys that others took over from more than {@link #OVERLAP} ago. */
    public void sweep() {
        Instant now = clock.instant();
        for (SignatureAlgorithm algorithm : ALGORITHMS) {
            List<Own> keys = read().keys().stream()
                    .filter(own -> own.algorithm() == algorithm)
                    .toList();
            for (int i = 0; i + 1 < keys.size(); i++) {
                Instant tookOver = keys.get(i + 1).kept().created().plus(OVERLAP);
                if (now.isAfter(tookOver.plus(OVERLAP))) {
                    shelf.remove(keys.get(i).kept().kid());
                    LOG.atInfo().addKeyValue("kid", keys.get(i).kept().kid()).log("ocm-key-forgotten");
                }
            }
        }
        read = read();
    }
}
