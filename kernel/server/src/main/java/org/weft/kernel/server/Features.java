/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.apps.http.AppsFeature;
import org.weft.kernel.cs3.Cs3Feature;
import org.weft.kernel.cs3.Cs3Services;
import org.weft.kernel.cs3.Cs3Settings;
import org.weft.kernel.http.Feature;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.ocm.OcmFeature;
import org.weft.kernel.runtime.config.ArchiverSection;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.job.Job;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.runtime.observe.Readiness;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.storage.upload.TransferOrderTokens;
import org.weft.kernel.web.ocs.AdvertisedFeatures;
import org.weft.kernel.web.ocs.OcsFeature;
import org.weft.kernel.web.page.InvitePages;
import org.weft.kernel.web.page.PagesFeature;
import org.weft.kernel.web.page.SiteInfo;
import org.weft.kernel.webdav.WebDavEndpoint;
import org.weft.kernel.webdav.WebDavFeature;

/** The features of a server, made of its services. Each serves by itself; what they have in common is below them. */
final class Features {

    private final Parts parts;
    private final ArchiveLimits archives;
    private final Cs3Feature cs3;
    private final List<Feature> all;

    /**
     * What they are made of.
     *
     * @param data the folder of the server's own files
     * @param page what the page at the root tells
     * @param url the URL of the HTTP port as clients know it, without a slash at the end
     */
    record Parts(
            ServerConfig config,
            Path data,
            Cs3Settings grpc,
            StorageServices storage,
            Directories directories,
            SharingServices sharing,
            LinkServices links,
            OcmAssembly ocm,
            OcmSharesAssembly.Services shares,
            SignInServices signIn,
            UploadAssembly uploads,
            TransferOrderTokens orders,
            AppService apps,
            Readiness readiness,
            Metrics metrics,
            Supplier<SiteInfo> page,
            Supplier<String> url,
            Clock clock) {}

    Features(Parts parts) {
        this.parts = parts;
        ArchiverSection archiver = parts.config().archiver();
        this.archives =
                new ArchiveLimits(archiver.maxFiles(), archiver.maxSize().bytes());
        this.cs3 = cs3();
        this.all = List.of(
                new HealthFeature(parts.readiness()),
                webDav(),
                ocs(),
                pages(),
                new AppsFeature(parts.apps(), parts.storage(), parts.links().authenticator()),
                ocm(),
                cs3);
    }

    List<Feature> all() {
        return all;
    }

    Cs3Feature grpc() {
        return cs3;
    }

    /** The whole URL space. */
    Router router() {
        Router router = new Router();
        all.forEach(feature -> feature.routes(router));
        return router;
    }

    List<Job> jobs() {
        return all.stream().flatMap(feature -> feature.jobs().stream()).toList();
    }

    List<Brake> brakes() {
        Stream<Brake> ways =
                Stream.concat(parts.signIn().brakes().stream(), parts.links().authenticator().brakes().stream());
        return Stream.concat(ways, all.stream().flatMap(feature -> feature.brakes().stream()))
                .toList();
    }

    private Feature webDav() {
        return new WebDavFeature(new WebDavFeature.Parts(
                parts.storage(),
                parts.directories(),
                parts.signIn().signIn(),
                parts.uploads().protocols(),
                parts.links().authenticator(),
                parts.shares().sharing().tokens(),
                parts.config().webdav().depthInfinity(),
                parts.ocm().network().settings().oldForms(),
                parts.apps().registry()::opened));
    }

    private Feature ocs() {
        return new OcsFeature(new OcsFeature.Parts(
                parts.storage().files(),
                parts.directories(),
                parts.signIn().signIn(),
                parts.sharing(),
                parts.links().links(),
                parts.shares().sharing(),
                parts.ocm().invitations(),
                parts.signIn().urlKeys(),
                advertised()));
    }

    private AdvertisedFeatures advertised() {
        return new AdvertisedFeatures(
                        Version.read().server(),
                        parts.uploads().protocols().ways().chunks(),
                        parts.uploads().protocols().ways().tus(),
                        WebDavEndpoint.REPORTS)
                .with(archives)
                .inParts(parts.config().uploads().chunk().bytes())
                .sharing(parts.links().links().rules())
                .federated(parts.shares().sharing().sent().isEnabled())
                .opening(!parts.config().app().isEmpty());
    }

    private Feature pages() {
        return new PagesFeature(new PagesFeature.Parts(
                parts.storage().files(),
                parts.directories(),
                parts.signIn().signIn(),
                parts.signIn().sessions(),
                parts.signIn().passwords(),
                parts.signIn().logins(),
                parts.links().authenticator(),
                parts.apps(),
                new InvitePages(
                        parts.ocm().invitations(),
                        parts.ocm().network().trust(),
                        parts.ocm().discovery(),
                        parts.ocm().formSecret(),
                        parts.clock()),
                archives,
                parts.data().resolve("archives"),
                parts.page(),
                parts.clock()));
    }

    private Feature ocm() {
        return new OcmFeature(new OcmFeature.Parts(
                parts.ocm().network(),
                parts.ocm().invitations(),
                parts.shares().sharing(),
                parts.shares().requests(),
                parts.shares().deliveries(),
                parts.ocm().queue(),
                parts.ocm().federations(),
                parts.clock()));
    }

    private Cs3Feature cs3() {
        Cs3Services services = new Cs3Services(
                        parts.signIn().signIn(),
                        parts.directories(),
                        parts.storage(),
                        parts.storage().catalog(),
                        parts.orders(),
                        parts.url(),
                        parts.clock())
                .with(parts.links())
                .with(parts.ocm().coreServices())
                .with(parts.sharing())
                .with(parts.shares().sharing())
                .with(parts.apps())
                .with(parts.signIn().preferences());
        return new Cs3Feature(
                parts.grpc(),
                services,
                parts.uploads().resumable(),
                parts.signIn().authenticator(),
                parts.metrics());
    }
}
