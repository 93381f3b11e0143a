/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.weft.kernel.apps.db.AppPreferenceTable;
import org.weft.kernel.apps.db.AppSessionTable;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.runtime.database.GeneratedSettings;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.app.ViewMode;
import org.weft.spi.identity.User;
import org.weft.spi.storage.RelPath;

/** A site with two apps, called Paper and Pen, of the instances {@code paper} and {@code pen}. */
public final class OfficeSite implements AutoCloseable {

    public final FakeSite site;
    public final AppService apps;
    public final Set<User> blocked = ConcurrentHashMap.newKeySet();

    /** @param url where the apps are */
    public OfficeSite(Path data, URI url, String home) {
        site = new FakeSite(data);
        apps = apps(site, url, () -> home, this::isShutOut, site.clock);
        site.signedOut.add(apps.sessions()::endOf);
    }

    private boolean isShutOut(User user) {
        return blocked.contains(user) || site.resting.includes(user.id());
    }

    /** The two apps at a site. */
    public static AppService apps(FakeSite site, URI url, Supplier<String> home, Predicate<User> blocked, Clock clock) {
        AppRegistry registry = new AppRegistry(
                List.of(
                        DriverHandle.fixed("paper", new FakeOffice("Paper", url)),
                        DriverHandle.fixed("pen", new FakeOffice("Pen", url))),
                List.of(new AppTypeRule("text/plain", "txt", "Text", "", Optional.empty(), Optional.of("Pen"), true)),
                new GeneratedSettings(site.database),
                PrincipalSet.of(Set.of("marie")));
        return new AppService(
                registry,
                site.storage,
                new AppSessionCache(new AppSessionTable(site.database), site.directories, blocked, clock),
                new AppPreferenceTable(site.database),
                "the key of these tests, of no use elsewhere".getBytes(StandardCharsets.UTF_8),
                Duration.ofHours(10),
                home);
    }

    /** Lets in who comes by a link. */
    public LinkAuthenticator links() {
        return LinkServices.of(new LinkServices.Parts(
                        site.sharing.rows(),
                        List.of(),
                        site.namespace,
                        site.files,
                        LinkRules.usual(),
                        SignInLimits.standard(),
                        site.clock))
                .authenticator();
    }

    public static Target at(String path) {
        return Target.path(RelPath.parse(path));
    }

    public Resource put(User user, String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return site.files
                .put(
                        FakePeople.caller(user),
                        at(path),
                        PutRequest.simple(OptionalLong.of(bytes.length)),
                        new ByteArrayInputStream(bytes))
                .resource();
    }

    public OpenedApp open(User user, String path, ViewMode mode) {
        return apps.open(
                FakePeople.caller(user), user, at(path), new AppLaunch("", mode, Optional.empty(), Optional.empty()));
    }

    @Override
    public void close() throws IOException {
        site.close();
    }
}
