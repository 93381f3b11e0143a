/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.weft.kernel.cs3.OcmCoreServices;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundPolicy;
import org.weft.kernel.http.client.OutboundTimeouts;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.ocm.DiscoveryLookup;
import org.weft.kernel.ocm.FederationList;
import org.weft.kernel.ocm.HttpInviteClient;
import org.weft.kernel.ocm.OcmKeyTable;
import org.weft.kernel.ocm.OcmSettings;
import org.weft.kernel.ocm.PeerNetwork;
import org.weft.kernel.ocm.ProvidersFile;
import org.weft.kernel.ocm.ReplayGuard;
import org.weft.kernel.ocm.SeenMessageTable;
import org.weft.kernel.ocm.SiteKeyStore;
import org.weft.kernel.ocm.signature.InvalidSignature;
import org.weft.kernel.ocm.signature.TrustedKeys;
import org.weft.kernel.runtime.config.OcmDirectorySection;
import org.weft.kernel.runtime.config.OcmDirectorySection.Verification;
import org.weft.kernel.runtime.config.OcmSection;
import org.weft.kernel.runtime.config.OcmSection.Profile;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.database.GeneratedSettings;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.db.InviteTable;
import org.weft.kernel.sharing.db.NoticeTable;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.invite.InviteNotices;
import org.weft.kernel.sharing.peer.NoticeQueue;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.kernel.sharing.peer.ProviderDiscovery;
import org.weft.kernel.sharing.peer.ProviderList;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.spi.WeftException.InvalidArgument;

/** Makes what Open Cloud Mesh is made of. */
public final class OcmAssembly implements AutoCloseable {

    private static final int INVITATIONS_PER_HOUR = 60;
    private static final int FORM_SECRET = 32;

    private final OutboundClient outbound;
    private final List<FederationList> lists;
    private final byte[] formSecret;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final PeerNetwork network;
    private final NoticeQueue queue;
    private final Invitations invitations;

    OcmAssembly(
            ServerConfig config,
            StateDatabase state,
            Directories directories,
            SharingServices sharing,
            Metrics metrics,
            Clock clock)
            throws StartFailure {
        this(config, state, directories, sharing, metrics, OutboundTimeouts.usual(), clock);
    }

    /** @param timeouts how long other sites are waited for */
    OcmAssembly(
            ServerConfig config,
            StateDatabase state,
            Directories directories,
            SharingServices sharing,
            Metrics metrics,
            OutboundTimeouts timeouts,
            Clock clock)
            throws StartFailure {
        OcmSettings settings = settings(config);
        this.formSecret = new GeneratedSettings(state)
                .once("ocm-form-secret", HexFormat.of().formatHex(new SecureRandom().generateSeed(FORM_SECRET)))
                .getBytes(StandardCharsets.US_ASCII);
        this.outbound = outgoing(settings, timeouts);
        this.lists = lists(config.ocm(), settings, outbound, clock);
        PeerTrust trust = trust(config.ocm(), settings, lists, clock);
        this.network = new PeerNetwork(settings, trust, outbound, shelf(new OcmKeyTable(state)), seen(state), clock);
        this.queue = new NoticeQueue(new NoticeTable(state), executor, metrics::told, clock);
        metrics.watch("weft_ocm_notices_waiting", queue::waiting);
        this.invitations = new Invitations(
                new Invitations.Settings(
                        settings.host(),
                        config.ocm().inviteLifetime(),
                        settings.lab() ? Integer.MAX_VALUE : INVITATIONS_PER_HOUR),
                box(sharing.rows()),
                new InviteTable(state),
                trust,
                new InviteNotices(new HttpInviteClient(network), queue, new InviteTable(state)),
                directories,
                clock);
    }

    private static PeerTrust.Rules rules(OcmSection section, OcmSettings settings) throws StartFailure {
        try {
            return PeerTrust.Rules.of(settings.host(), section.denylist(), settings.lab());
        } catch (InvalidArgument noHost) {
            throw StartFailure.misconfigured("denylist in [ocm]: " + noHost.text());
        }
    }

    /** Whom a site trusts, for a command: lists of federations are fetched first. */
    public static PeerTrust trust(ServerConfig config, OcmSettings settings, OutboundClient outbound, Clock clock)
            throws StartFailure {
        List<FederationList> lists = lists(config.ocm(), settings, outbound, clock);
        lists.forEach(FederationList::refresh);
        return trust(config.ocm(), settings, lists, clock);
    }

    private static PeerTrust trust(OcmSection section, OcmSettings settings, List<FederationList> lists, Clock clock)
            throws StartFailure {
        List<ProviderList> sources = new ArrayList<>();
        if (section.providers().isPresent()) {
            Path file = section.providers().get();
            try {
                sources.add(ProvidersFile.open(file, clock));
            } catch (IOException unreadable) {
                throw StartFailure.misconfigured(
                        "providers in [ocm]: " + file + " can't be used: " + unreadable.getMessage());
            }
        }
        sources.addAll(lists);
        return new PeerTrust(rules(section, settings), sources);
    }

    private static List<FederationList> lists(
            OcmSection section, OcmSettings settings, OutboundClient outbound, Clock clock) throws StartFailure {
        List<FederationList> federations = new ArrayList<>();
        for (OcmDirectorySection each : section.directory()) {
            Optional<TrustedKeys> keys = each.verification() == Verification.OFF
                    ? Optional.empty()
                    : Optional.of(keys(each.keyFile().orElseThrow()));
            federations.add(new FederationList(each.url(), keys, each.refresh(), settings.lab(), outbound, clock));
        }
        return List.copyOf(federations);
    }

    private static TrustedKeys keys(Path file) throws StartFailure {
        try {
            return TrustedKeys.parse(Files.readString(file));
        } catch (IOException | InvalidSignature unfit) {
            throw StartFailure.misconfigured(
                    "key-file in [[ocm.directory]]: " + file + " can't be used: " + unfit.getMessage());
        }
    }

    private static Invitations.Box box(ShareRepository rows) {
        return new Invitations.Box() {
            @Override
            public <T> T ask(Question<T> question) {
                return rows.invites(question::of);
            }
        };
    }

    /** A port in an address is judged by {@link PeerTrust}, which knows the partners that may have one. */
    public static OutboundClient outgoing(OcmSettings settings, OutboundTimeouts timeouts) {
        return new OutboundClient(
                settings.lab() ? OutboundPolicy.LAB : new OutboundPolicy(false, false, true),
                "Weft/" + Version.read().server(),
                timeouts);
    }

    public static OcmSettings settings(ServerConfig config) {
        OcmSection ocm = config.ocm();
        boolean strict = ocm.profile() == Profile.STRICT;
        boolean lab = ocm.profile() == Profile.OPEN_LAB;
        Optional<URI> site = config.server()
                .externalUrl()
                .filter(url -> lab || url.getScheme().equals("https"))
                .map(OcmAssembly::withoutSlash);
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

    public static ReplayGuard seen(StateDatabase state) {
        SeenMessageTable table = new SeenMessageTable(state);
        return (id, now, until) -> table.remember(id, new SeenMessageTable.First(now.at(), now.from()), until)
                .map(first -> new ReplayGuard.First(first.at(), first.from()));
    }

    public static SiteKeyStore shelf(OcmKeyTable rows) {
        return new SiteKeyStore() {
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
                                .map(kept -> new OcmKeyTable.Row(
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

    PeerNetwork network() {
        return network;
    }

    /** What other sites have to be told. */
    NoticeQueue queue() {
        return queue;
    }

    /** What other sites are. */
    ProviderDiscovery discovery() {
        return new DiscoveryLookup(network);
    }

    /** What of it CS3 clients see. */
    OcmCoreServices coreServices() {
        return new OcmCoreServices(network.trust(), discovery(), invitations);
    }

    Invitations invitations() {
        return invitations;
    }

    /** The lists of partners that are fetched. */
    List<FederationList> federations() {
        return lists;
    }

    /** Signs forms for people who are not signed in. */
    byte[] formSecret() {
        return formSecret.clone();
    }

    @Override
    public void close() {
        executor.shutdownNow();
        outbound.close();
    }
}
