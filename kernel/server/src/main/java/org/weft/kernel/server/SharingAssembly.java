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
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.db.ShareRevisionTable;
import org.weft.kernel.sharing.share.OcmShareEvents;
import org.weft.kernel.sharing.share.SharingSettings;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.ShareStore;

/** Makes the services of sharing. The entries are told to the plugin host before it starts, the services come later. */
final class SharingAssembly {

    private final SharesSection section;
    private final DriverHandle<ShareStore> store;
    private final List<DriverHandle<SharePolicy>> policies = new ArrayList<>();

    SharingAssembly(ServerConfig config, PluginHost plugins) {
        this.section = config.shares();
        this.store = plugins.entry(DriverKind.SHARES, "shares", section.driver(), section.options());
        for (SharePolicySection policy : config.sharePolicy()) {
            policies.add(plugins.entry(DriverKind.POLICY, policy.name(), policy.driver(), policy.options()));
        }
    }

    /** The site's own rules. */
    List<DriverHandle<SharePolicy>> policies() {
        return List.copyOf(policies);
    }

    /** @param sites the other sites that shares come from and go to */
    SharingServices wire(
            StateDatabase state,
            Namespace namespace,
            StorageServices storage,
            IdentityAssembly people,
            OcmShareEvents sites,
            Clock clock) {
        return SharingServices.of(new SharingServices.Parts(
                store,
                List.copyOf(policies),
                new ShareRevisionTable(state),
                storage,
                namespace,
                people.directories(),
                new SharingSettings(section.folder(), section.atHome(), section.autoAccept()),
                sites,
                people.accountStatus()::isGone,
                people::missed,
                clock));
    }
}
