/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.weft.kernel.http.Feature;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.runtime.job.Job;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.sharing.ocm.OcmAccessTokens;
import org.weft.kernel.storage.StorageServices;
import org.weft.spi.storage.Node;

/** WebDAV: for who signs in, for visitors of public links, and for other sites that something is shared with. */
public final class WebDavFeature implements Feature {

    private final WebDavEndpoint trees;
    private final PublicLinkDav links;
    private final OcmShareDav shares;
    private final UploadProtocols uploads;

    /**
     * What it is made of.
     *
     * @param depthInfinity whether PROPFIND may ask for a whole tree
     * @param opened tells, for one page, which files an app opens
     * @param oldForms whether other sites may use the addresses that OCM had before 1.1
     */
    public record Parts(
            StorageServices storage,
            Directories directories,
            SignIn signIn,
            UploadProtocols uploads,
            LinkAuthenticator links,
            OcmAccessTokens ocm,
            boolean depthInfinity,
            boolean oldForms,
            Supplier<Predicate<Node>> opened) {}

    public WebDavFeature(Parts parts) {
        this.uploads = parts.uploads();
        this.trees = new WebDavEndpoint(
                parts.storage(), parts.directories(), parts.depthInfinity(), uploads, parts.opened());
        this.links = new PublicLinkDav(parts.storage(), parts.directories(), parts.links(), parts.signIn());
        this.shares = new OcmShareDav(parts.storage(), parts.directories(), parts.ocm(), parts.oldForms());
    }

    @Override
    public String name() {
        return "webdav";
    }

    @Override
    public void routes(Router router) {
        trees.register(router);
        links.register(router);
        shares.register(router);
    }

    @Override
    public List<Job> jobs() {
        return List.of(
                Job.sweep("chunked uploads", uploads.transfers()::sweep),
                Job.sweep("transfer orders", uploads.orders()::sweep));
    }
}
