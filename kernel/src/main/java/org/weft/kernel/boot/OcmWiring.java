/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.config.OcmSection;
import org.weft.kernel.config.OcmSection.Profile;
import org.weft.kernel.config.ServerConfig;
import org.weft.kernel.http.Router;
import org.weft.kernel.ocm.KeyShelf;
import org.weft.kernel.ocm.Mesh;
import org.weft.kernel.ocm.OcmSettings;
import org.weft.kernel.ocm.Offer;
import org.weft.kernel.outgoing.Outgoing;
import org.weft.kernel.outgoing.Reach;
import org.weft.kernel.sharing.Trust;
import org.weft.kernel.state.OcmKeys;
import org.weft.kernel.state.StateDatabase;

/** Makes what Open Cloud Mesh is made of. */
final class OcmWiring implements AutoCloseable {

    private final Outgoing outgoing;
    private final Mesh mesh;

    OcmWiring(ServerConfig config, StateDatabase state, Clock clock) {
        OcmSettings settings = settings(config);
        this.outgoing = outgoing(settings);
        Trust trust = new Trust(Trust.Rules.of(settings.host(), config.ocm().denylist(), settings.lab()), List.of());
        this.mesh = new Mesh(settings, trust, outgoing, shelf(new OcmKeys(state)), clock);
    }

    /** A port in an address is judged by {@link Trust}, which knows the partners that may have one. */
    static Outgoing outgoing(OcmSettings settings) {
        return new Outgoing(
                settings.lab() ? Reach.LAB : new Reach(false, false, true),
                "Weft/" + Version.read().server());
    }

    static OcmSettings settings(ServerConfig config) {
        OcmSection ocm = config.ocm();
        boolean strict = ocm.profile() == Profile.STRICT;
        boolean lab = ocm.profile() == Profile.OPEN_LAB;
        Optional<URI> site = config.server()
                .externalUrl()
                .filter(url -> lab || url.getScheme().equals("https"))
                .map(OcmWiring::withoutSlash);
        return new OcmSettings(
                site,
                ocm.apiVersion(),
                ocm.provider(),
                ocm.mustUseHttpSig().orElse(strict),
                ocm.mustExchangeToken().orElse(strict),
                ocm.mustInvite().orElse(strict),
                ocm.acceptOldSignatures().orElse(!strict),
                ocm.tokenExchange(),
                !strict,
                lab);
    }

    private static URI withoutSlash(URI url) {
        String text = url.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
    }

    private static KeyShelf shelf(OcmKeys rows) {
        return new KeyShelf() {
            @Override
            public List<Kept> all() {
                return rows.all().stream()
                        .map(row ->
                                new Kept(row.kid(), row.algorithm(), row.pair(), Instant.ofEpochMilli(row.created())))
                        .toList();
            }

            @Override
            public void add(List<Kept> keys, int seen) {
                rows.add(
                        keys.stream()
                                .map(kept -> new OcmKeys.Row(
                                        kept.kid(),
                                        kept.algorithm(),
                                        kept.pair(),
                                        kept.created().toEpochMilli()))
                                .toList(),
                        seen);
            }

            @Override
            public void remove(String kid) {
                rows.remove(kid);
            }
        };
    }

    Mesh mesh() {
        return mesh;
    }

    /** Takes its places in the URL space. */
    void register(Router router) {
        mesh.register(router, new Offer(false, false, false, false));
    }

    /** What is to be done now and then. */
    void sweep() {
        if (mesh.isEnabled()) {
            mesh.keys().sweep();
        }
    }

    @Override
    public void close() {
        outgoing.close();
    }
}
