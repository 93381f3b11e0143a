/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.weft.kernel.apps.AppRegistry;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.db.LoginFlowTable;
import org.weft.kernel.identity.db.UrlKeyTable;
import org.weft.kernel.identity.directory.People;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.LoginFlows;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.UrlKeys;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.config.UploadsSection;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.sharing.Sharing;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.link.Links;
import org.weft.kernel.sharing.ocm.OcmSharing;
import org.weft.kernel.storage.Completions;
import org.weft.kernel.storage.upload.KeptOrders;
import org.weft.kernel.storage.upload.Reservations;
import org.weft.kernel.storage.upload.TransferLimits;
import org.weft.kernel.storage.upload.Transfers;
import org.weft.kernel.storage.upload.Uploads;
import org.weft.kernel.web.ocs.Ocs;
import org.weft.kernel.web.ocs.Promises;
import org.weft.kernel.web.page.AccountPages;
import org.weft.kernel.web.page.LoginPage;
import org.weft.kernel.web.page.SignInPages;
import org.weft.kernel.webdav.Incoming;
import org.weft.kernel.webdav.WebDav;

/** Makes what the sync clients of ownCloud and Nextcloud talk to. */
final class ClientWiring {

    private static final Duration LONGEST_UPLOAD = Duration.ofDays(2);
    private static final int MOST_CHUNKS = 10_000;

    private final ServerConfig config;
    private final Completions completions;
    private final People people;
    private final Incoming incoming;
    private final SignIn signIn;
    private final LoginFlows logins;
    private final BrowserSessions sessions;
    private final UrlKeys urlKeys;
    private final Clock clock;

    /**
     * @param spool the folder for uploads that are under way
     */
    ClientWiring(
            ServerConfig config,
            StateDatabase state,
            Completions completions,
            People people,
            SignIn signIn,
            BrowserSessions sessions,
            Uploads uploads,
            Reservations reservations,
            Path spool,
            Clock clock) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.clock = clock;
        this.urlKeys = new UrlKeys(new UrlKeyTable(state), clock);
        this.logins =
                new LoginFlows(new LoginFlowTable(state), signIn.appPasswords().orElseThrow(), clock);
        this.config = config;
        this.completions = completions;
        this.people = people;
        Transfers transfers = new Transfers(
                completions.files(), state, spool.resolve("chunks"), reservations, limits(config.uploads()), clock);
        this.incoming = new Incoming(
                transfers,
                uploads,
                new KeptOrders(state, LONGEST_UPLOAD, clock),
                new Incoming.Ways(config.webdav().chunks(), config.webdav().tus()));
    }

    static TransferLimits limits(UploadsSection uploads) {
        return new TransferLimits(
                uploads.idle(),
                uploads.perUser(),
                MOST_CHUNKS,
                uploads.waiting().bytes());
    }

    /**
     * Takes its places in the URL space.
     *
     * @param apps which there are now
     */
    void register(
            Router router, Sharing sharing, Links links, OcmSharing remote, Invitations invitations, AppRegistry apps) {
        new WebDav(completions, people, config.webdav().depthInfinity(), incoming, apps::opened).register(router);
        Promises promises = new Promises(
                        Version.read().server(),
                        incoming.ways().chunks(),
                        incoming.ways().tus(),
                        WebDav.REPORTS)
                .with(LinkWiring.limits(config))
                .inParts(config.uploads().chunk().bytes())
                .sharing(links.rules())
                .federated(remote.sent().isEnabled())
                .opening(!config.app().isEmpty());
        new Ocs(completions.files(), people, signIn, promises)
                .with(sharing, links)
                .with(urlKeys)
                .with(remote, sharing.rules(), invitations)
                .register(router);
        new LoginPage(logins, signIn, sessions).register(router);
        new SignInPages(sessions, signIn, clock).register(router);
        new AccountPages(sessions, signIn.appPasswords().orElseThrow(), clock).register(router);
    }

    /** What keeps one from beginning too many sign-ins. */
    List<Brake> brakes() {
        return logins.brakes();
    }

    /** What has to be done now and then. */
    List<Runnable> chores() {
        return List.of(
                incoming.transfers()::sweep,
                incoming.orders()::sweep,
                logins::sweep,
                sessions::sweep,
                signIn.appPasswords().orElseThrow()::sweep,
                urlKeys::sweep);
    }
}
