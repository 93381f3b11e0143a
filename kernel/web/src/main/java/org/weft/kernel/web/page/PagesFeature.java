/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.http.Feature;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.LoginFlows;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.runtime.job.Job;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.web.archive.ArchiverEndpoint;

/** What people see in a browser: the page at the root, sign-in, their account, links, invitations, apps, archives. */
public final class PagesFeature implements Feature {

    private final Parts parts;
    private final ArchiverEndpoint archiver;

    /**
     * What it is made of.
     *
     * @param passwords made for clients that sign in by a browser
     * @param site what the page at the root tells
     * @param spool the folder for archives whose size has to be known
     */
    public record Parts(
            FileService files,
            Directories directories,
            SignIn signIn,
            BrowserSessions sessions,
            AppPasswords passwords,
            LoginFlows logins,
            LinkAuthenticator links,
            AppService apps,
            InvitePages invites,
            ArchiveLimits archives,
            Path spool,
            Supplier<SiteInfo> site,
            Clock clock) {}

    public PagesFeature(Parts parts) {
        this.parts = parts;
        this.archiver = new ArchiverEndpoint(parts.files(), parts.links(), parts.archives(), parts.spool());
    }

    @Override
    public String name() {
        return "pages";
    }

    @Override
    public void routes(Router router) {
        new RootPage(parts.site(), parts.sessions()).register(router);
        new LoginFlowPages(parts.logins(), parts.signIn(), parts.sessions()).register(router);
        new SignInPages(parts.sessions(), parts.signIn(), parts.clock()).register(router);
        new AccountPages(parts.sessions(), parts.passwords(), parts.clock()).register(router);
        archiver.register(router);
        new LinkPages(
                        parts.files(),
                        parts.directories(),
                        parts.links(),
                        parts.sessions(),
                        archiver,
                        new LinkApps(parts.apps()),
                        parts.clock())
                .register(router);
        new AppPage(parts.apps()).register(router);
        parts.invites().register(router);
    }

    @Override
    public List<Job> jobs() {
        return List.of(
                Job.sweep("sign-ins of clients", parts.logins()::sweep),
                Job.sweep("browser sessions", parts.sessions()::sweep),
                Job.sweep("app passwords", parts.passwords()::sweep));
    }

    @Override
    public List<Brake> brakes() {
        return Stream.concat(parts.logins().brakes().stream(), parts.invites().brakes().stream())
                .toList();
    }
}
