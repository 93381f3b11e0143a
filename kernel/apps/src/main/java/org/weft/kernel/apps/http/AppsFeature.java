/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps.http;

import java.util.List;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.http.Feature;
import org.weft.kernel.http.Router;
import org.weft.kernel.runtime.job.Job;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.storage.StorageServices;

/** Web applications: which there are, opening files in them, and their calls for the files. */
public final class AppsFeature implements Feature {

    private final AppService apps;
    private final AppApi api;

    public AppsFeature(AppService apps, StorageServices storage, LinkAuthenticator links) {
        this.apps = apps;
        this.api = new AppApi(apps, storage, links);
    }

    @Override
    public String name() {
        return "apps";
    }

    @Override
    public void routes(Router router) {
        api.register(router);
    }

    @Override
    public List<Job> jobs() {
        return List.of(
                Job.sweep("app sessions", apps.sessions()::sweep),
                new Job("locks and sessions of apps", AppService.TENDED, apps::tend));
    }
}
