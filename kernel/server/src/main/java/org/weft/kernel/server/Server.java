/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
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
import org.weft.kernel.cs3.Cs3Limits;
import org.weft.kernel.cs3.Cs3Server;
import org.weft.kernel.cs3.Cs3Services;
import org.weft.kernel.cs3.Cs3Settings;
import org.weft.kernel.cs3.data.DataGateway;
import org.weft.kernel.cs3.data.DataProvider;
import org.weft.kernel.http.AccessLog;
import org.weft.kernel.http.ClientAddresses;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestAuthenticator;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.ServerKeys;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.identity.GroupNames;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.identity.db.PreferenceTable;
import org.weft.kernel.identity.db.UrlKeyTable;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.Preferences;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.identity.signin.SignedUrls;
import org.weft.kernel.identity.token.TokenService;
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
import org.weft.kernel.runtime.limit.Brakes;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.runtime.observe.Readiness;
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.EntryStatus;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.ocm.OcmAccessTokens;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.spaces.SpaceRules;
import org.weft.kernel.storage.upload.DriverUploads;
import org.weft.kernel.storage.upload.Reservations;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.kernel.storage.upload.TransferOrderTokens;
import org.weft.kernel.storage.upload.UploadLimits;
import org.weft.kernel.web.page.SiteInfo;
import org.weft.spi.UserId;
import org.weft.spi.config.Size;
import org.weft.spi.identity.User;

/** The composition root: makes everything, by constructors, from the inside out, and ends it in the opposite order. */
public final class Server implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private final EffectiveConfig setup;
    private final Clock clock = Clock.systemUTC();
    private final Metrics metrics = new Metrics();

    /** What is to be ended, the last made first. */
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private final ClientAddresses clients;
    private final Optional<ServerKeys> tls;
    private final HttpServer http;
    private final Cs3Server grpc;
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
            opened(new PeriodicJob(Duration.ofSeconds(2), List.of(reserve::keep)));
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
            OcmSharesFeature remote = opened(new OcmSharesFeature(setup.config()));
            IdentityAssembly signInWiring = new IdentityAssembly(setup.config(), plugins, state, setup.data(), clock);
            GroupNames groups = signInWiring.groups();
            StorageIds ids = new StorageIds(new GeneratedSettings(state));
            MountTable mounts = MountAssembly.of(setup.config().storage(), plugins, groups, ids, remote.mount());
            Directories directories = signInWiring.people();
            SharingAssembly shares = new SharingAssembly(setup.config(), plugins);
            AppsFeature appWiring = new AppsFeature(setup.config(), plugins);
            loading.done();
            ParallelStep starting = start(plugins);

            Namespace namespace = new Namespace(() -> mounts, appWiring.types());
            StorageServices completions =
                    new StorageServices(namespace, state, LockLimits.usual(), spaceRules(groups), reserve, clock);
            SharingServices sharing = shares.wire(state, namespace, completions, signInWiring, remote.sites(), clock);
            TokenService tokens = signInWiring.tokens();
            Predicate<UserId> gone = signInWiring.accountStatus()::isGone;
            LinksFeature links = new LinksFeature(
                    setup.config(), sharing, shares.policies(), namespace, completions, directories, gone, clock);
            OcmAccessTokens visitors = new OcmAccessTokens(sharing.rows(), tokens, gone, clock);
            signInWiring.chores(completions::spacesChanged).forEach(this::opened);
            SignIn signIn = signInWiring.signIn(List.of(links.linking().authenticator(), visitors));
            ClusterCheck cluster = opened(new ClusterCheck(
                    state, setup.data(), mounts, setup.config().server().spool().isPresent()));
            this.readiness = new Readiness(() -> ailing(plugins, cluster, reserve));
            TransferOrderTokens orders = TransferOrderTokens.usual(tokens, clock);
            Reservations reservations = new Reservations(
                    state,
                    completions.files(),
                    SyncClientsFeature.limits(setup.config().uploads()),
                    clock);
            ResumableUploads uploads = new ResumableUploads(
                    completions.files(),
                    new DriverUploads(namespace, completions.files()),
                    state,
                    spool(),
                    reservations,
                    UploadLimits.usual(),
                    clock);
            AppService apps = appWiring.wire(
                    state, completions, directories, groups, signInWiring.accountStatus(), clock, this::url);
            BrowserSessions sessions = signInWiring.sessions(signIn, apps.sessions()::endOf);
            SyncClientsFeature clients = new SyncClientsFeature(
                    setup.config(),
                    state,
                    completions,
                    directories,
                    signIn,
                    sessions,
                    uploads,
                    reservations,
                    spool(),
                    clock);
            OcmFeature ocm = opened(new OcmFeature(setup.config(), state, directories, sharing, metrics, clock));
            opened(new PeriodicJob(PeriodicJob.SOMETIMES, List.of(completions::sweep, uploads::sweep, ocm::sweep)));
            opened(new PeriodicJob(PeriodicJob.SOMETIMES, clients.chores()));
            opened(new PeriodicJob(Duration.ofSeconds(10), List.of(ocm::refresh)));
            opened(new PeriodicJob(PeriodicJob.SOMETIMES, List.of(sharing.sweep())));
            SignedUrls urls = new SignedUrls(new UrlKeyTable(state), signIn, SignInLimits.standard(), clock);
            RequestAuthenticator authenticator = new SignInAuthenticator(
                            signIn, setup.config().signIn().challenges())
                    .with(urls)
                    .with(sessions);
            DataGateway gateway = new DataGateway(
                    orders,
                    completions.files(),
                    completions.versions(),
                    uploads,
                    directories::groupsOf,
                    who -> signIn.requireNotRevoked(User.of(who.user(), who.username(), ""), who.voucher()));
            OcmSharesFeature.Services remoteShares = remote.wire(sharing, ocm, state, visitors, directories, clock);
            Router router = HealthFeature.of(
                    table -> clients.register(
                            table,
                            sharing,
                            links.linking().links(),
                            remoteShares.sharing(),
                            ocm.invitations(),
                            apps.registry()),
                    readiness,
                    () -> page(mounts),
                    sessions);
            HealthFeature.data(router, gateway, new DataProvider(gateway, orders, completions, uploads, authenticator));
            links.register(router, signIn, sessions, apps, setup.data());
            AppsFeature.register(router, apps, completions, links.linking().authenticator());
            opened(new PeriodicJob(PeriodicJob.SOMETIMES, List.of(apps.sessions()::sweep)));
            opened(new PeriodicJob(AppService.TENDED, List.of(apps::tend)));
            ocm.register(router, remoteShares::listen);
            remoteShares.register(router, completions, directories);
            Brakes brakes = new Brakes();
            Stream.of(
                            signIn.brakes(),
                            urls.brakes(),
                            links.linking().authenticator().brakes(),
                            clients.brakes(),
                            ocm.brakes(),
                            remoteShares.brakes())
                    .forEach(brakes::add);
            opened(new PeriodicJob(ClusterCheck.PAUSE, List.of(remoteShares::retry)));
            opened(new PeriodicJob(PeriodicJob.SOMETIMES, List.of(remoteShares::sweep)));
            this.http = http(router, authenticator);
            this.grpc = grpc(
                    new Cs3Services(signIn, directories, completions, completions.catalog(), orders, this::url, clock)
                            .with(links.linking())
                            .with(ocm.federation())
                            .with(sharing)
                            .with(remoteShares.sharing())
                            .with(apps)
                            .with(new Preferences(new PreferenceTable(state))));
            starting.done();
            ids.settle();
            opened(new PeriodicJob(Duration.ofSeconds(2), List.of(ids::settle)));
            requireRequired(plugins);
            requireNeighbourly(cluster);
            tls.ifPresent(keys -> opened(new PeriodicJob(TlsKeys.PAUSE, List.of(keys::refresh))));
            http.start();
            grpc.start();
            new AdminPorts(setup, plugins, brakes, completions.heldLocks(), metrics, readiness).open(running::push);
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
        opened(new PeriodicJob(ClusterCheck.PAUSE, List.of(cluster::sign)));
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

    private Cs3Server grpc(Cs3Services services) {
        Address address = setup.config().server().grpc();
        return opened(new Cs3Server(
                new Cs3Settings(
                        new InetSocketAddress(address.host(), address.port()),
                        setup.config().grpc().reflection(),
                        setup.config().server().drain(),
                        clients,
                        grpcLimits(setup.config().grpc()),
                        tls),
                services,
                metrics));
    }

    private static Cs3Limits grpcLimits(GrpcSection section) {
        List<IpRange> lookups = section.openLookups();
        return new Cs3Limits(
                section.streamsPerUser(),
                section.streams(),
                Math.clamp(section.maxMessage().bytes(), 64 << 10, Integer.MAX_VALUE),
                address -> lookups.stream().anyMatch(network -> network.contains(address)));
    }

    private Path spool() {
        return setup.config().server().spool().orElse(setup.data().resolve("spool"));
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
