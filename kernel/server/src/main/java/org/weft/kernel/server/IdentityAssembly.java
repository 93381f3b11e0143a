/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.weft.kernel.identity.GroupNames;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.identity.db.AccountTable;
import org.weft.kernel.identity.db.AppPasswordTable;
import org.weft.kernel.identity.db.BrowserSessionTable;
import org.weft.kernel.identity.db.LastSignInTable;
import org.weft.kernel.identity.db.RestingAccountTable;
import org.weft.kernel.identity.db.RevocationTable;
import org.weft.kernel.identity.directory.BlockedAccounts;
import org.weft.kernel.identity.directory.DepartedAccounts;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.directory.DirectoryGroups;
import org.weft.kernel.identity.directory.ProvisionedAccounts;
import org.weft.kernel.identity.directory.RestingAccounts;
import org.weft.kernel.identity.signin.AccountStatus;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.AuthSource;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.GuestAuthenticator;
import org.weft.kernel.identity.signin.Revocations;
import org.weft.kernel.identity.signin.ServiceAccount;
import org.weft.kernel.identity.signin.ServiceAccounts;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.identity.token.ConfiguredKey;
import org.weft.kernel.identity.token.SigningKeys;
import org.weft.kernel.identity.token.StoredKeys;
import org.weft.kernel.identity.token.TokenService;
import org.weft.kernel.runtime.config.AuthSection;
import org.weft.kernel.runtime.config.DirectorySection;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.config.ServiceAccountSection;
import org.weft.kernel.runtime.config.SignInSection;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.job.Job;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.storage.access.OutsideChanges;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.identity.Directory;

/** Makes what tells who somebody is. The entries are told to the plugin host before it starts. */
final class IdentityAssembly {

    private final SignInSection section;
    private final StateDatabase state;
    private final Clock clock;
    private final List<AuthSource> chain;
    private final ProvisionedAccounts provisionedAccounts;
    private final GroupNames groups;
    private final ServiceAccounts services;
    private final Directories directories;
    private final TokenService tokens;
    private final StoredKeysOrSecret keys;
    private final BlockedAccounts blocked;
    private final RestingAccounts resting;
    private final DepartedAccounts departedAccounts;
    private final Revocations revocations;

    /** @param data the folder of the server's own files */
    IdentityAssembly(ServerConfig config, PluginHost plugins, StateDatabase state, Path data, Clock clock) {
        this.section = config.signIn();
        this.state = state;
        this.clock = clock;
        List<DriverHandle<Directory>> directories = directories(config, plugins);
        Directories known = new Directories(() -> directories);
        this.provisionedAccounts = new ProvisionedAccounts(known, new AccountTable(state), clock);
        this.groups = new DirectoryGroups(known, clock);
        this.services = new ServiceAccounts(
                section.serviceAccount().stream().map(this::account).toList());
        List<DriverHandle<Directory>> everybody = new ArrayList<>(directories);
        everybody.add(provisionedAccounts.directory());
        if (!section.serviceAccount().isEmpty()) {
            everybody.add(services.directory());
        }
        this.directories = new Directories(() -> everybody);
        this.chain = chain(config, plugins);
        this.keys = StoredKeysOrSecret.of(config, state, section.keyAge(), clock);
        this.tokens = new TokenService(keys.keys(), clock);
        this.blocked = new BlockedAccounts(section.blocked().orElse(data.resolve("blocked")));
        this.revocations = new Revocations(new RevocationTable(state), clock);
        this.resting = new RestingAccounts(new RestingAccountTable(state), clock);
        this.departedAccounts =
                new DepartedAccounts(known, new LastSignInTable(state), resting, section.appPasswordRest(), clock);
    }

    private static List<DriverHandle<Directory>> directories(ServerConfig config, PluginHost plugins) {
        List<DriverHandle<Directory>> directories = new ArrayList<>();
        for (DirectorySection directory : config.directory()) {
            directories.add(
                    plugins.entry(DriverKind.DIRECTORY, directory.name(), directory.driver(), directory.options()));
        }
        return List.copyOf(directories);
    }

    private static List<AuthSource> chain(ServerConfig config, PluginHost plugins) {
        List<AuthSource> chain = new ArrayList<>();
        for (AuthSection auth : config.auth()) {
            chain.add(new AuthSource(
                    auth.name(), plugins.entry(DriverKind.AUTH, auth.name(), auth.driver(), auth.options())));
        }
        return List.copyOf(chain);
    }

    private ServiceAccount account(ServiceAccountSection account) {
        return new ServiceAccount(
                account.name(), account.secretHash(), role(account.role()), PrincipalSet.of(account.actsFor(), groups));
    }

    private static Scope.Role role(ServiceAccountSection.Role role) {
        return switch (role) {
            case VIEWER -> Scope.Role.VIEWER;
            case EDITOR -> Scope.Role.EDITOR;
            case OWNER -> Scope.Role.OWNER;
        };
    }

    /** What signs access tokens, and what has to be done for it now and then. */
    private record StoredKeysOrSecret(SigningKeys keys, Runnable renewing) {

        static StoredKeysOrSecret of(ServerConfig config, StateDatabase state, Duration age, Clock clock) {
            if (config.server().jwtSecret().isPresent()) {
                return new StoredKeysOrSecret(
                        ConfiguredKey.of(config.server().jwtSecret().get()), () -> {});
            }
            StoredKeys stored = StoredKeys.open(state, clock);
            return new StoredKeysOrSecret(stored, () -> stored.renew(age, Revocations.LONGEST));
        }
    }

    Directories directories() {
        return directories;
    }

    /** The groups that the configuration names. */
    GroupNames groups() {
        return groups;
    }

    TokenService tokens() {
        return tokens;
    }

    /** Whom nothing lets in, and whose links and shares rest. */
    AccountStatus accountStatus() {
        return AccountStatus.of(blocked, resting);
    }

    /** No directory knows somebody; {@link DepartedAccounts#missed}. */
    void missed(UserId user) {
        departedAccounts.missed(user);
    }

    /** @param doors for those who have no account */
    SignIn signIn(List<GuestAuthenticator> doors) {
        return new SignIn(() -> chain, directories, tokens, SignInLimits.standard(), doors, clock)
                .with(new AppPasswords(new AppPasswordTable(state), revocations, clock))
                .with(provisionedAccounts)
                .with(revocations)
                .with(services)
                .with(resting, departedAccounts)
                .blocking(blocked);
    }

    /** @param signedOut told who signs out */
    BrowserSessions sessions(SignIn signIn, Consumer<UserId> signedOut) {
        return new BrowserSessions(
                () -> chain, signIn, new BrowserSessionTable(state), section.session(), signedOut, clock);
    }

    /**
     * What has to be done again and again.
     *
     * @param spacesChanged called when the command line handed spaces over
     */
    List<Job> jobs(Runnable spacesChanged) {
        OutsideChanges outside = new OutsideChanges(new RestingAccountTable(state), spacesChanged);
        return List.of(
                new Job("spaces handed over", RestingAccounts.PAUSE, outside::look),
                new Job("blocked accounts", Duration.ofSeconds(5), blocked::read),
                new Job("revocations", Revocations.PAUSE, revocations::read),
                new Job("resting accounts", RestingAccounts.PAUSE, resting::read),
                new Job("accounts that a directory missed", DepartedAccounts.PAUSE, departedAccounts::confirm),
                new Job("accounts that left", departedAccounts.pause(), departedAccounts::look),
                new Job("signing keys", Duration.ofHours(1), keys.renewing()),
                new Job("sweep of revocations", Duration.ofHours(1), revocations::sweep));
    }
}
