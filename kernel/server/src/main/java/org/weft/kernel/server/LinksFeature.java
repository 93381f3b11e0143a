/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.runtime.config.ArchiverSection;
import org.weft.kernel.runtime.config.LinksSection;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.web.archive.ArchiverEndpoint;
import org.weft.kernel.web.page.LinkApps;
import org.weft.kernel.web.page.LinkPages;
import org.weft.kernel.webdav.PublicLinkDav;
import org.weft.spi.UserId;
import org.weft.spi.share.SharePolicy;

/** Makes public links, and what is served by them: their pages, WebDAV by them, and archives. */
public final class LinksFeature {

    private final ServerConfig config;
    private final StorageServices storage;
    private final Directories directories;
    private final Clock clock;
    private final LinkServices linking;

    /** @param gone whose links rest */
    LinksFeature(
            ServerConfig config,
            SharingServices sharing,
            List<DriverHandle<SharePolicy>> policies,
            Namespace namespace,
            StorageServices storage,
            Directories directories,
            Predicate<UserId> gone,
            Clock clock) {
        this.config = config;
        this.storage = storage;
        this.directories = directories;
        this.clock = clock;
        LinksSection links = config.links();
        this.linking = LinkServices.of(new LinkServices.Parts(
                sharing.rows(),
                policies,
                namespace,
                storage.files(),
                new LinkRules(links.enabled(), links.passwordRequired(), links.maxLifetime()),
                SignInLimits.standard(),
                gone,
                clock));
    }

    public LinkServices linking() {
        return linking;
    }

    /** How much one archive may hold. */
    static ArchiveLimits limits(ServerConfig config) {
        ArchiverSection section = config.archiver();
        return new ArchiveLimits(section.maxFiles(), section.maxSize().bytes());
    }

    /** Takes the places in the URL space. */
    void register(Router router, SignIn signIn, BrowserSessions sessions, AppService apps, Path data) {
        ArchiverEndpoint archiver = new ArchiverEndpoint(
                storage.files(), linking.authenticator(), limits(config), data.resolve("archives"));
        archiver.register(router);
        new PublicLinkDav(storage, directories, linking.authenticator(), signIn).register(router);
        new LinkPages(
                        storage.files(),
                        directories,
                        linking.authenticator(),
                        sessions,
                        archiver,
                        new LinkApps(apps),
                        clock)
                .register(router);
    }
}
