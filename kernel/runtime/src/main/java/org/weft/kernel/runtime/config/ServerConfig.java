/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.util.List;
import java.util.Optional;
import org.weft.spi.config.Doc;

/** The whole configuration of a server, one component for each table of the file. */
@Doc("The file is TOML. Relative paths are relative to the file's folder. Keys are lower-case words with dashes.")
public record ServerConfig(
        @Doc("Where and how the server listens.") ServerSection server,

        @Doc("TLS of the HTTP and the gRPC port. Without it both are clear text, for a proxy to stand before them.")
        TlsSection tls,

        @Doc("What is logged, and how. Logs go to standard error.")
        LogSection log,

        @Doc("How people and their programs sign in. The ways are in `[[auth]]`.")
        SignInSection signIn,

        @Doc("Where the server keeps its own state: locks, properties, keys, what it lends to plugins.")
        DatabaseSection database,

        @Doc("Where plugins come from.") PluginsSection plugins,
        @Doc("The endpoint for operators.") AdminSection admin,

        @Doc("The CS3 APIs.") GrpcSection grpc,
        @Doc("WebDAV.") WebDavSection webdav,
        @Doc("Uploads that come in chunks.") UploadsSection uploads,

        @Doc("Public links.") LinksSection links,

        @Doc("Downloads of several files and folders at once, as one archive.")
        ArchiverSection archiver,

        @Doc("Open Cloud Mesh: sharing with other sites. It is served once `external-url` in `[server]` tells under"
                + " which host peers know this site.")
        OcmSection ocm,

        @Doc("Project spaces: parts of a storage with an owner, members and a quota of their own.")
        SpacesSection spaces,

        @Doc("Sharing with users and groups, by links, and with other sites.")
        SharesSection shares,

        @Doc("Storages and their places in the tree. Without any, one `localfs` storage at `/home` keeps everything"
                + " in `storage/home`.")
        List<StorageSection> storage,

        @Doc("Ways to sign in, asked in this order. Without any, `users.json` beside the file is read.")
        List<AuthSection> auth,

        @Doc("Where users and groups are looked up. Without `[[auth]]`, `users.json` and `groups.json` beside the"
                + " file are read.")
        List<DirectorySection> directory,

        @Doc("The site's own rules for sharing, asked in this order once the server's rules have allowed a share.")
        List<SharePolicySection> sharePolicy,

        @Doc("Opening files in web applications, whichever they are.")
        AppsSection apps,

        @Doc("Web applications that open files, such as office suites.")
        List<AppSection> app) {

    public ServerConfig {
        storage = List.copyOf(storage);
        auth = List.copyOf(auth);
        directory = List.copyOf(directory);
        sharePolicy = List.copyOf(sharePolicy);
        app = List.copyOf(app);
    }

    /** With other addresses, where given, and other lists. */
    public ServerConfig with(
            Optional<Address> http,
            Optional<Address> grpc,
            List<StorageSection> storages,
            List<AuthSection> chain,
            List<DirectorySection> directories) {
        return new ServerConfig(
                server.with(http, grpc),
                tls,
                log,
                signIn,
                database,
                plugins,
                admin,
                this.grpc,
                webdav,
                uploads,
                links,
                archiver,
                ocm,
                spaces,
                shares,
                storages,
                chain,
                directories,
                sharePolicy,
                apps,
                app);
    }
}
