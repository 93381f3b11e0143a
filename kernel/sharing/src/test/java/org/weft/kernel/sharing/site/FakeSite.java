/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.site;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.weft.kernel.identity.db.AppPasswordTable;
import org.weft.kernel.identity.db.BrowserSessionTable;
import org.weft.kernel.identity.db.RestingAccountTable;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.directory.RestingAccounts;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.AuthSource;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.identity.signin.GuestAuthenticator;
import org.weft.kernel.identity.signin.Session;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.identity.token.ConfiguredKey;
import org.weft.kernel.identity.token.TokenService;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.spaces.SpaceCatalog;
import org.weft.kernel.storage.upload.ChunkLimits;
import org.weft.kernel.storage.upload.DriverUploads;
import org.weft.kernel.storage.upload.Reservations;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.kernel.storage.upload.TransferOrderTokens;
import org.weft.kernel.storage.upload.UploadLimits;
import org.weft.kernel.testing.ManualClock;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.identity.User;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;

/** A site in memory: homes and a common folder, and two people whose passwords are their names backwards. */
public final class FakeSite implements AutoCloseable {

    public static final String SECRET = FakePeople.SECRET;
    public static final User EINSTEIN = FakePeople.EINSTEIN;
    public static final User MARIE = FakePeople.MARIE;
    public static final User RICHARD = FakePeople.RICHARD;

    /** Richard is in it. */
    public static final GroupId PHYSICS = FakePeople.PHYSICS;

    public final TokenService tokens = new TokenService(ConfiguredKey.of(SECRET), Clock.systemUTC());
    public final TransferOrderTokens orders = TransferOrderTokens.usual(tokens, Clock.systemUTC());
    public final Reservations reservations;
    public final ResumableUploads uploads;
    public final MemoryStorage homes = new MemoryStorage();
    public final MemoryStorage common = new MemoryStorage();
    private final AtomicReference<MountTable> mounts;
    public final Namespace namespace;
    public final TestDatabases databases;
    public final StateDatabase database;
    public final StorageServices storage;
    public final FileService files;
    public final SpaceCatalog catalog;
    public final SharingServices sharing;
    public final FakeSharing.Policy policy = new FakeSharing.Policy();
    public final Directories directories = FakePeople.directories();
    public final ManualClock clock = new ManualClock();
    public final AppPasswords appPasswords;

    /** Whose links and shares rest. */
    public final RestingAccounts resting;

    public final SignIn signIn;
    public final BrowserSessions sessions;

    /** Told who signs out in a browser. */
    public final List<Consumer<UserId>> signedOut = new CopyOnWriteArrayList<>();

    /** Who is asked at a sign-in; a test may add some. At first the one whose passwords are the names backwards. */
    public final List<AuthSource> providers = new CopyOnWriteArrayList<>(List.of(FakePeople.passwords()));

    /** Providers with pages of their own; a test may add some. */
    public final List<AuthSource> browserProviders = new CopyOnWriteArrayList<>();

    /**
     * @param data where the site keeps its state
     */
    public FakeSite(Path data) {
        this(data, Set.of());
    }

    /**
     * @param data where the site keeps its state
     * @param disabled what is switched off in the common folder
     */
    public FakeSite(Path data, Set<String> disabled) {
        this(data, disabled, new TestDatabases(data));
    }

    /**
     * @param data where the site keeps its state
     * @param disabled what is switched off in the common folder
     * @param databases where the rows are
     */
    public FakeSite(Path data, Set<String> disabled, TestDatabases databases) {
        mounts = new AtomicReference<>(new MountTable(List.of(
                mount("homes", "home", Mount.Everyone.NONE, Set.of(), homes),
                mount("common", "common", Mount.Everyone.WRITE, disabled, common))));
        namespace = new Namespace(mounts::get);
        this.databases = databases;
        database = databases.state();
        resting = new RestingAccounts(new RestingAccountTable(database), Clock.systemUTC());
        appPasswords = new AppPasswords(new AppPasswordTable(database), clock);
        signIn = signIn(List.of()).with(appPasswords);
        sessions = new BrowserSessions(
                () -> browserProviders,
                signIn,
                new BrowserSessionTable(database),
                Duration.ofHours(12),
                user -> signedOut.forEach(each -> each.accept(user)),
                clock);
        storage = new StorageServices(namespace, database, LockLimits.usual(), Clock.systemUTC());
        files = storage.files();
        catalog = storage.catalog();
        sharing = FakeSharing.of(
                databases.shares("shares"), policy, database, namespace, storage, directories, resting::isGone, clock);
        reservations = new Reservations(database, files, ChunkLimits.usual(), Clock.systemUTC());
        uploads = new ResumableUploads(
                files,
                new DriverUploads(namespace, files),
                database,
                data.resolve("spool"),
                reservations,
                UploadLimits.usual(),
                Clock.systemUTC());
    }

    /** A sign-in of its own, for these side doors as well. */
    public SignIn signIn(List<GuestAuthenticator> doors) {
        return new SignIn(() -> providers, directories, tokens, SignInLimits.standard(), doors, Clock.systemUTC());
    }

    @Override
    public void close() {
        database.close();
        databases.close();
    }

    /** Mounts other storages from now on, as an operator does who changes the configuration. */
    public void remount(List<Mount> others) {
        mounts.set(new MountTable(others));
    }

    public static Mount mount(
            String name, String path, Mount.Everyone everyone, Set<String> disabled, StorageDriver driver) {
        return new Mount(name, "id-" + name, RelPath.parse(path), everyone, disabled, DriverHandle.fixed(name, driver));
    }

    public String tokenOf(User user) {
        return tokens.mint(
                user, List.of(new Scope.User(Scope.Role.OWNER)), Instant.now().plusSeconds(600));
    }

    /** Signed in, for everything. */
    public Session sessionOf(User user) {
        return signIn.verify(tokenOf(user));
    }
}
