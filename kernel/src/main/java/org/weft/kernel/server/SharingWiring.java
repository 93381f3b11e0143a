/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.config.SharePolicySection;
import org.weft.kernel.runtime.config.SharesSection;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.Kind;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.sharing.Sharing;
import org.weft.kernel.sharing.db.ShareRevisionTable;
import org.weft.kernel.sharing.share.OcmSites;
import org.weft.kernel.sharing.share.SharingSettings;
import org.weft.kernel.storage.Completions;
import org.weft.kernel.storage.namespace.Places;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.ShareStore;

/** Makes the services of sharing. The entries are told to the plugin host before it starts, the services come later. */
final class SharingWiring {

    private final SharesSection section;
    private final DriverHandle<ShareStore> store;
    private final List<DriverHandle<SharePolicy>> policies = new ArrayList<>();

    SharingWiring(ServerConfig config, PluginHost plugins) {
        this.section = config.shares();
        this.store = plugins.entry(Kind.SHARES, "shares", section.driver(), section.options());
        for (SharePolicySection policy : config.sharePolicy()) {
            policies.add(plugins.entry(Kind.POLICY, policy.name(), policy.driver(), policy.options()));
        }
    }

    /** The site's own rules. */
    List<DriverHandle<SharePolicy>> policies() {
        return List.copyOf(policies);
    }

    /** @param sites the other sites that shares come from and go to */
    Sharing wire(
            StateDatabase state,
            Places places,
            Completions completions,
            SignInWiring people,
            OcmSites sites,
            Clock clock) {
        return Sharing.of(new Sharing.Parts(
                store,
                List.copyOf(policies),
                new ShareRevisionTable(state),
                completions,
                places,
                people.people(),
                new SharingSettings(section.folder(), section.atHome(), section.autoAccept()),
                sites,
                people.accountStatus()::isGone,
                people::missed,
                clock));
    }
}
