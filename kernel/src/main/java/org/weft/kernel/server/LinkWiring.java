/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import org.weft.kernel.apps.Apps;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.People;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.runtime.config.ArchiverSection;
import org.weft.kernel.runtime.config.LinksSection;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.Sharing;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.link.Linking;
import org.weft.kernel.storage.Completions;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.storage.namespace.Places;
import org.weft.kernel.web.archive.Archiver;
import org.weft.kernel.web.page.LinkApps;
import org.weft.kernel.web.page.LinkPages;
import org.weft.kernel.webdav.PublicFiles;
import org.weft.spi.UserId;
import org.weft.spi.share.SharePolicy;

/** Makes public links, and what is served by them: their pages, WebDAV by them, and archives. */
public final class LinkWiring {

    private final ServerConfig config;
    private final Completions completions;
    private final People people;
    private final Clock clock;
    private final Linking linking;

    /** @param gone whose links rest */
    LinkWiring(
            ServerConfig config,
            Sharing sharing,
            List<DriverHandle<SharePolicy>> policies,
            Places places,
            Completions completions,
            People people,
            Predicate<UserId> gone,
            Clock clock) {
        this.config = config;
        this.completions = completions;
        this.people = people;
        this.clock = clock;
        LinksSection links = config.links();
        this.linking = Linking.of(new Linking.Parts(
                sharing.rows(),
                policies,
                places,
                completions.files(),
                new LinkRules(links.enabled(), links.passwordRequired(), links.maxLifetime()),
                SignInLimits.standard(),
                gone,
                clock));
    }

    public Linking linking() {
        return linking;
    }

    /** How much one archive may hold. */
    static ArchiveLimits limits(ServerConfig config) {
        ArchiverSection section = config.archiver();
        return new ArchiveLimits(section.maxFiles(), section.maxSize().bytes());
    }

    /** Takes the places in the URL space. */
    void register(Router router, SignIn signIn, BrowserSessions sessions, Apps apps, Path data) {
        Archiver archiver = new Archiver(completions.files(), linking.door(), limits(config), data.resolve("archives"));
        archiver.register(router);
        new PublicFiles(completions, people, linking.door(), signIn).register(router);
        new LinkPages(completions.files(), people, linking.door(), sessions, archiver, new LinkApps(apps), clock)
                .register(router);
    }
}
