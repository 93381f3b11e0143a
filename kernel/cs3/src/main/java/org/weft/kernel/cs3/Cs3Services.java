/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.signin.Preferences;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.sharing.ocm.OcmShareServices;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.spaces.SpaceCatalog;
import org.weft.kernel.storage.upload.TransferOrderTokens;

/**
 * What the CS3 services are made of.
 *
 * @param links public links, where there are any
 * @param federation Open Cloud Mesh, where there is any
 * @param sharing shares with users and groups, where there are any
 * @param others shares with other sites, where there are any
 * @param apps web applications, where there are any
 * @param preferences what clients keep for people, where it is kept
 * @param site the URL of the HTTP port as clients know it, without a slash at the end: where file contents go
 */
public record Cs3Services(
        SignIn signIn,
        Directories directories,
        StorageServices storage,
        SpaceCatalog catalog,
        TransferOrderTokens orders,
        Supplier<String> site,
        Optional<LinkServices> links,
        Optional<OcmCoreServices> federation,
        Optional<SharingServices> sharing,
        Optional<OcmShareServices> others,
        Optional<AppService> apps,
        Optional<Preferences> preferences,
        Clock clock) {

    /** Of a site without public links. */
    public Cs3Services(
            SignIn signIn,
            Directories directories,
            StorageServices storage,
            SpaceCatalog catalog,
            TransferOrderTokens orders,
            Supplier<String> site,
            Clock clock) {
        this(
                signIn,
                directories,
                storage,
                catalog,
                orders,
                site,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                clock);
    }

    private Cs3Services with(
            Optional<LinkServices> links,
            Optional<OcmCoreServices> mesh,
            Optional<SharingServices> shares,
            Optional<OcmShareServices> remote,
            Optional<AppService> all,
            Optional<Preferences> kept) {
        return new Cs3Services(
                signIn, directories, storage, catalog, orders, site, links, mesh, shares, remote, all, kept, clock);
    }

    /** With public links. */
    public Cs3Services with(LinkServices links) {
        return with(Optional.of(links), federation, sharing, others, apps, preferences);
    }

    /** With Open Cloud Mesh. */
    public Cs3Services with(OcmCoreServices mesh) {
        return with(links, Optional.of(mesh), sharing, others, apps, preferences);
    }

    /** With shares. */
    public Cs3Services with(SharingServices shares) {
        return with(links, federation, Optional.of(shares), others, apps, preferences);
    }

    /** With shares between sites; they need shares. */
    public Cs3Services with(OcmShareServices remote) {
        return with(links, federation, sharing, Optional.of(remote), apps, preferences);
    }

    /** With web applications. */
    public Cs3Services with(AppService all) {
        return with(links, federation, sharing, others, Optional.of(all), preferences);
    }

    /** With what clients keep for people. */
    public Cs3Services with(Preferences kept) {
        return with(links, federation, sharing, others, apps, Optional.of(kept));
    }

    void register(RpcTable rpcs, Supplier<String> bound) {
        Supplier<String> address = AdvertisedAddress.of(bound);
        FileService files = storage.files();
        CompleteReferences addresses = new CompleteReferences(files, catalog);
        new AuthEndpoint(signIn, address).register(rpcs);
        signIn.appPasswords().ifPresent(passwords -> new AppPasswordsEndpoint(passwords).register(rpcs));
        new UsersEndpoint(directories).register(rpcs);
        new FilesEndpoint(files, storage.copies()).register(rpcs);
        new ListingEndpoint(files, rpcs.messageLimit()).register(rpcs);
        new SpacesEndpoint(catalog, storage.projects()).register(rpcs);
        new StoragesEndpoint(catalog, address).register(rpcs);
        new GrantsEndpoint(storage.grants()).register(rpcs);
        new LocksEndpoint(storage.locks(), clock).register(rpcs);
        new MetadataEndpoint(storage.properties(), storage.labels()).register(rpcs);
        new LabelsEndpoint(storage.labels(), rpcs.messageLimit()).register(rpcs);
        new VersionsEndpoint(storage.versions(), rpcs.messageLimit()).register(rpcs);
        new RecycleEndpoint(storage.trash(), rpcs.messageLimit()).register(rpcs);
        new SymlinksEndpoint(files).register(rpcs);
        federation.ifPresent(mesh -> {
            new ProvidersEndpoint(mesh).register(rpcs);
            new InvitesEndpoint(mesh).register(rpcs);
        });
        sharing.ifPresent(shares -> {
            new SharesEndpoint(shares.shares(), shares.rules(), addresses).register(rpcs);
            new ReceivedSharesEndpoint(shares.received(), shares.shares(), shares.rules(), addresses).register(rpcs);
            others.ifPresent(remote -> {
                new OcmSharesEndpoint(remote, shares.rules(), addresses).register(rpcs);
                new OcmReceivedEndpoint(remote).register(rpcs);
            });
        });
        new OcmIncomingEndpoint().register(rpcs);
        apps.ifPresentOrElse(
                all -> new AppsEndpoint(all, address).register(rpcs), () -> AppsEndpoint.registerNone(rpcs));
        links.ifPresent(
                links -> new PublicSharesEndpoint(links.links(), links.authenticator(), addresses).register(rpcs));
        preferences.ifPresent(kept -> new PreferencesEndpoint(kept).register(rpcs));
        new PermissionsEndpoint(
                        files,
                        storage.projects(),
                        links.map(links -> links.links().rules()),
                        sharing.isPresent())
                .register(rpcs);
        new TransfersEndpoint(files, storage.versions(), orders, AdvertisedAddress.of(site)).register(rpcs);
    }
}
