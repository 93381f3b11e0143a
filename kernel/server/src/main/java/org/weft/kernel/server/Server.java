/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.cs3.Cs3Feature;
import org.weft.kernel.cs3.Cs3Limits;
import org.weft.kernel.cs3.Cs3Settings;
import org.weft.kernel.http.AccessLog;
import org.weft.kernel.http.ClientAddresses;
import org.weft.kernel.http.Feature;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestAuthenticator;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.ServerKeys;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.identity.GroupNames;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.runtime.config.Address;
import org.weft.kernel.runtime.config.GrpcSection;
import org.weft.kernel.runtime.config.IpRange;
import org.weft.kernel.runtime.config.Problem;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.config.SpacesSection;
import org.weft.kernel.runtime.config.StorageSection;
import org.weft.kernel.runtime.database.ClusterLocks;
import org.weft.kernel.runtime.database.DatabaseFailure;
import org.weft.kernel.runtime.database.GeneratedSettings;
import org.weft.kernel.runtime.database.PluginDatabases;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.job.Job;
import org.weft.kernel.runtime.limit.Brakes;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.runtime.observe.Readiness;
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.EntryStatus;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.sharing.ocm.OcmAccessTokens;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.spaces.SpaceRules;
import org.weft.kernel.storage.upload.TransferOrderTokens;
import org.weft.kernel.web.page.SiteInfo;
import org.weft.spi.UserId;
import org.weft.spi.config.Size;

/** The composition root: makes everything, by constructors, from the inside out, and ends it in the opposite order. */
public final class Server implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Server.class);
    private static final Duration OFTEN = Duration.ofSeconds(2);

    private final EffectiveConfig setup;
    private final Clock clock = Clock.systemUTC();
    private final Metrics metrics = new Metrics();

    /** What is to be ended, the last made first. */
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private final ClientAddresses clients;
    private final Optional<ServerKeys> tls;
    private final HttpServer http;
    private final Cs3Feature grpc;
    private final Readiness readiness;

    /**
     * Starts a server; both ports answer when the constructor returns.
     *
     * @throws StartFailure when it can't; nothing runs then
     */
    @SuppressWarnings("this-escape")
    public Server(EffectiveConfig setup) throws StartFailure {
        this.setup = setup;
        List<IpRange> proxies = setup.config().server().proxies();
        this.tls = TlsKeys.keys(setup.config().tls());
        this.clients = new ClientAddresses(address -> proxies.stream().anyMatch(network -> network.contains(address)));
        boolean started = false;
        try {
            DiskReserve reserve = new DiskReserve(
                    setup.data(), setup.config().server().reserve().bytes());
            repeat(new Job("room for the database", OFTEN, reserve::keep));
            // Plugins are loaded while the database is opened; their drivers start when there is one to lend from.
            CompletableFuture<PluginDatabases> databases = new CompletableFuture<>();
            CompletableFuture<ClusterLocks> siteLocks = new CompletableFuture<>();
            PluginHost plugins = opened(PluginHosting.of(
                    setup,
                    metrics,
                    (instance, durability) -> databases.join().lend(instance, durability),
                    name -> siteLocks.join().hold(name)::close));
            ParallelStep loading = new ParallelStep(plugins::load);
            StateDatabase state =
                    StateDatabase.open(setup.data(), setup.config().database().url());
            PluginDatabases lent = new PluginDatabases(state);
            running.addLast(lent);
            running.addLast(state);
            databases.complete(lent);
            siteLocks.complete(new ClusterLocks(state));
            OcmSharesAssembly remote = opened(new OcmSharesAssembly(setup.config()));
            IdentityAssembly identity = new IdentityAssembly(setup.config(), plugins, state, setup.data(), clock);
            StorageIds ids = new StorageIds(new GeneratedSettings(state));
            MountTable mounts =
                    MountAssembly.of(setup.config().storage(), plugins, identity.groups(), ids, remote.mount());
            SharingAssembly shares = new SharingAssembly(setup.config(), plugins);
            AppsAssembly appsAssembly = new AppsAssembly(setup.config(), plugins);
            loading.done();
            ParallelStep starting = start(plugins);

            ClusterCheck cluster = opened(new ClusterCheck(
                    state, setup.data(), mounts, setup.config().server().spool().isPresent()));
            this.readiness = new Readiness(() -> ailing(plugins, cluster, reserve));
            Namespace namespace = new Namespace(() -> mounts, appsAssembly.types());
            StorageServices storage = new StorageServices(
                    namespace, state, LockLimits.usual(), spaceRules(identity.groups()), reserve, clock);
            SharingServices sharing = shares.wire(state, namespace, storage, identity, remote.sites(), clock);
            Predicate<UserId> gone = identity.accountStatus()::isGone;
            LinkServices links = LinksAssembly.of(
                    setup.config().links(), sharing, shares.policies(), namespace, storage, gone, clock);
            OcmAccessTokens otherSites = new OcmAccessTokens(sharing.rows(), identity.tokens(), gone, clock);
            AppService apps = appsAssembly.wire(
                    state,
                    storage,
                    identity.directories(),
                    identity.groups(),
                    identity.accountStatus(),
                    clock,
                    this::url);
            SignIn signIn = identity.signIn(List.of(links.authenticator(), otherSites));
            SignInServices signInServices = SignInServices.of(
                    state,
                    signIn,
                    identity.sessions(signIn, apps.sessions()::endOf),
                    new SignInAuthenticator(signIn, setup.config().signIn().challenges()),
                    clock);
            OcmAssembly ocm =
                    opened(new OcmAssembly(setup.config(), state, identity.directories(), sharing, metrics, clock));
            UploadAssembly uploads = UploadAssembly.of(setup.config(), state, storage, namespace, setup.data(), clock);
            Features features = new Features(new Features.Parts(
                    setup.config(),
                    setup.data(),
                    grpcSettings(),
                    storage,
                    identity.directories(),
                    sharing,
                    links,
                    ocm,
                    remote.wire(sharing, ocm, state, otherSites, identity.directories(), clock),
                    signInServices,
                    uploads,
                    TransferOrderTokens.usual(identity.tokens(), clock),
                    apps,
                    readiness,
                    metrics,
                    () -> page(mounts),
                    this::url,
                    clock));
            this.http = http(features.router(), signInServices.authenticator());
            this.grpc = features.grpc();
            features.all().forEach(this::opened);
            repeat(identity.jobs(storage::spacesChanged));
            repeat(Job.sweep("storage", storage::sweep), Job.sweep("shares", sharing.sweep()));
            repeat(uploads.jobs());
            repeat(features.jobs());

            starting.done();
            ids.settle();
            repeat(new Job("ids of storages", OFTEN, ids::settle));
            requireRequired(plugins);
            requireNeighbourly(cluster);
            tls.ifPresent(keys -> repeat(new Job("certificate", TlsKeys.PAUSE, keys::refresh)));
            http.start();
            for (Feature feature : features.all()) {
                feature.start();
            }
            Brakes brakes = new Brakes();
            brakes.add(features.brakes());
            new AdminPorts(setup, plugins, brakes, storage.heldLocks(), metrics, readiness).open(running::push);
            metrics.watchProcess();
            readiness.ready(true);
            started = true;
        } catch (DatabaseFailure failure) {
            throw StartFailure.because(String.valueOf(failure.getMessage()), failure);
        } catch (IOException failure) {
            throw StartFailure.because(String.valueOf(failure.getMessage()), failure);
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        running.push(part);
        return part;
    }

    private void repeat(Job... jobs) {
        repeat(List.of(jobs));
    }

    private void repeat(List<Job> jobs) {
        opened(new PeriodicJobs(jobs));
    }

    private static ParallelStep start(PluginHost plugins) throws StartFailure {
        List<Problem> problems = plugins.problems();
        if (!problems.isEmpty()) {
            throw EffectiveConfig.mistakes(problems);
        }
        return new ParallelStep(plugins::start);
    }

    private void requireRequired(PluginHost plugins) throws StartFailure {
        for (StorageSection storage : setup.config().storage()) {
            for (EntryStatus entry : plugins.entries()) {
                boolean missing = entry.kind().equals(DriverKind.STORAGE.word())
                        && entry.name().equals(storage.name())
                        && entry.state() != EntryStatus.State.SERVING;
                if (storage.required() && missing) {
                    throw StartFailure.because(
                            "the storage '" + storage.name() + "' is required and does not serve: " + entry.reason());
                }
            }
        }
    }

    /** Refuses to serve beside other nodes what they can't share. */
    private void requireNeighbourly(ClusterCheck cluster) throws StartFailure {
        List<String> obstacles = cluster.obstacles();
        if (!obstacles.isEmpty()) {
            throw StartFailure.because(String.join("\n", obstacles));
        }
        cluster.sign();
        repeat(new Job("sign of life of this node", ClusterCheck.PAUSE, cluster::sign));
    }

    private static List<String> ailing(PluginHost plugins, ClusterCheck cluster, DiskReserve reserve) {
        Stream<String> entries = plugins.entries().stream()
                .filter(entry -> !entry.reason().isEmpty())
                .map(entry -> entry.kind() + " " + entry.name() + ": " + entry.reason());
        return Stream.of(entries, cluster.obstacles().stream(), reserve.ailment().stream())
                .flatMap(all -> all)
                .toList();
    }

    /** What the page at the root tells; asked once both ports answer. */
    private SiteInfo page(MountTable mounts) {
        List<String> paths =
                mounts.all().stream().map(mount -> "/" + mount.path()).toList();
        return new SiteInfo(Version.read().server(), grpc().toString(), paths);
    }

    private SpaceRules spaceRules(GroupNames groups) {
        SpacesSection spaces = setup.config().spaces();
        return new SpaceRules(
                PrincipalSet.of(spaces.create(), groups),
                PrincipalSet.of(spaces.admins(), groups),
                spaces.quota().map(Size::bytes),
                spaces.storage());
    }

    private HttpServer http(Router router, RequestAuthenticator authenticator) {
        ServerConfig config = setup.config();
        Address address = config.server().http();
        RequestObserver counting = (exchange, status, bytes, nanos) -> metrics.answered("http", status, nanos);
        RequestObserver observer = config.log().access() ? counting.and(new AccessLog()) : counting;
        return opened(new HttpServer(httpSettings(address), router, authenticator, observer));
    }

    private HttpSettings httpSettings(Address address) {
        HttpSettings usual = HttpSettings.at(address.host(), address.port())
                .withDrain(setup.config().server().drain())
                .with(clients);
        if (tls.isPresent()) {
            usual = usual.with(tls.get());
        }
        Optional<URI> external = setup.config().server().externalUrl();
        return external.isPresent() ? usual.withExternalUrl(external.get()) : usual;
    }

    private Cs3Settings grpcSettings() {
        Address address = setup.config().server().grpc();
        return new Cs3Settings(
                new InetSocketAddress(address.host(), address.port()),
                setup.config().grpc().reflection(),
                setup.config().server().drain(),
                clients,
                grpcLimits(setup.config().grpc()),
                tls);
    }

    private static Cs3Limits grpcLimits(GrpcSection section) {
        List<IpRange> lookups = section.openLookups();
        return new Cs3Limits(
                section.streamsPerUser(),
                section.streams(),
                Math.clamp(section.maxMessage().bytes(), 64 << 10, Integer.MAX_VALUE),
                address -> lookups.stream().anyMatch(network -> network.contains(address)));
    }

    /** The HTTP port's URL as clients know it, without a slash at the end. */
    private String url() {
        Optional<URI> external = setup.config().server().externalUrl();
        if (external.isPresent()) {
            String url = external.get().toString();
            return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        }
        return webUrl();
    }

    /** The URL of the HTTP port itself, as a client on this machine uses it. */
    public String webUrl() {
        return (tls.isPresent() ? "https://" : "http://") + http();
    }

    /** The address that a client on this machine uses for HTTP. */
    public Address http() {
        return setup.config().server().http().withPort(http.port());
    }

    public Address grpc() {
        return setup.config().server().grpc().withPort(grpc.port());
    }

    /** Lets requests finish, then ends everything. */
    @Override
    public void close() {
        for (AutoCloseable part = running.poll(); part != null; part = running.poll()) {
            try {
                part.close();
            } catch (Exception failure) {
                log.atWarn().setCause(failure).log("close_failed");
            }
        }
    }
}
