/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.List;
import org.weft.kernel.http.Feature;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.UrlSigningKeys;
import org.weft.kernel.runtime.job.Job;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.link.PublicLinks;
import org.weft.kernel.sharing.ocm.OcmShareServices;
import org.weft.kernel.storage.files.FileService;

/** The OCS APIs of ownCloud and Nextcloud, for sync clients. */
public final class OcsFeature implements Feature {

    private final OcsEndpoint endpoint;
    private final UrlSigningKeys urlKeys;

    /**
     * What it is made of.
     *
     * @param features what clients are told that there is
     */
    public record Parts(
            FileService files,
            Directories directories,
            SignIn signIn,
            SharingServices sharing,
            PublicLinks links,
            OcmShareServices remote,
            Invitations invitations,
            UrlSigningKeys urlKeys,
            AdvertisedFeatures features) {}

    public OcsFeature(Parts parts) {
        this.urlKeys = parts.urlKeys();
        this.endpoint = new OcsEndpoint(parts.files(), parts.directories(), parts.signIn(), parts.features())
                .with(parts.sharing(), parts.links())
                .with(urlKeys)
                .with(parts.remote(), parts.sharing().rules(), parts.invitations());
    }

    @Override
    public String name() {
        return "ocs";
    }

    @Override
    public void routes(Router router) {
        endpoint.register(router);
    }

    @Override
    public List<Job> jobs() {
        return List.of(Job.sweep("keys that sign URLs", urlKeys::sweep));
    }
}
