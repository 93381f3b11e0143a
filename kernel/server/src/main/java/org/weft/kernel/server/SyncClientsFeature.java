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
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.LoginFlows;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.UrlSigningKeys;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.config.UploadsSection;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.link.PublicLinks;
import org.weft.kernel.sharing.ocm.OcmShareServices;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.upload.ChunkLimits;
import org.weft.kernel.storage.upload.ChunkedUploads;
import org.weft.kernel.storage.upload.Reservations;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.kernel.storage.upload.StoredTransferOrders;
import org.weft.kernel.web.ocs.AdvertisedFeatures;
import org.weft.kernel.web.ocs.OcsEndpoint;
import org.weft.kernel.web.page.AccountPages;
import org.weft.kernel.web.page.LoginFlowPages;
import org.weft.kernel.web.page.SignInPages;
import org.weft.kernel.webdav.UploadProtocols;
import org.weft.kernel.webdav.WebDavEndpoint;

/** Makes what the sync clients of ownCloud and Nextcloud talk to. */
final class SyncClientsFeature {

    private static final Duration LONGEST_UPLOAD = Duration.ofDays(2);
    private static final int MOST_CHUNKS = 10_000;

    private final ServerConfig config;
    private final StorageServices storage;
    private final Directories directories;
    private final UploadProtocols incoming;
    private final SignIn signIn;
    private final LoginFlows logins;
    private final BrowserSessions sessions;
    private final UrlSigningKeys urlKeys;
    private final Clock clock;

    /**
     * @param spool the folder for uploads that are under way
     */
    SyncClientsFeature(
            ServerConfig config,
            StateDatabase state,
            StorageServices storage,
            Directories directories,
            SignIn signIn,
            BrowserSessions sessions,
            ResumableUploads uploads,
            Reservations reservations,
            Path spool,
            Clock clock) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.clock = clock;
        this.urlKeys = new UrlSigningKeys(new UrlKeyTable(state), clock);
        this.logins =
                new LoginFlows(new LoginFlowTable(state), signIn.appPasswords().orElseThrow(), clock);
        this.config = config;
        this.storage = storage;
        this.directories = directories;
        ChunkedUploads transfers = new ChunkedUploads(
                storage.files(), state, spool.resolve("chunks"), reservations, limits(config.uploads()), clock);
        this.incoming = new UploadProtocols(
                transfers,
                uploads,
                new StoredTransferOrders(state, LONGEST_UPLOAD, clock),
                new UploadProtocols.Ways(
                        config.webdav().chunks(), config.webdav().tus()));
    }

    static ChunkLimits limits(UploadsSection uploads) {
        return new ChunkLimits(
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
            Router router,
            SharingServices sharing,
            PublicLinks links,
            OcmShareServices remote,
            Invitations invitations,
            AppRegistry apps) {
        new WebDavEndpoint(storage, directories, config.webdav().depthInfinity(), incoming, apps::opened)
                .register(router);
        AdvertisedFeatures features = new AdvertisedFeatures(
                        Version.read().server(),
                        incoming.ways().chunks(),
                        incoming.ways().tus(),
                        WebDavEndpoint.REPORTS)
                .with(LinksFeature.limits(config))
                .inParts(config.uploads().chunk().bytes())
                .sharing(links.rules())
                .federated(remote.sent().isEnabled())
                .opening(!config.app().isEmpty());
        new OcsEndpoint(storage.files(), directories, signIn, features)
                .with(sharing, links)
                .with(urlKeys)
                .with(remote, sharing.rules(), invitations)
                .register(router);
        new LoginFlowPages(logins, signIn, sessions).register(router);
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
