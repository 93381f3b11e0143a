/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.runtime.config.LinksSection;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.spi.UserId;
import org.weft.spi.share.SharePolicy;

/** Makes public links by what the configuration says of them. */
final class LinksAssembly {

    private LinksAssembly() {}

    /** @param gone whose links rest */
    static LinkServices of(
            LinksSection section,
            SharingServices sharing,
            List<DriverHandle<SharePolicy>> policies,
            Namespace namespace,
            StorageServices storage,
            Predicate<UserId> gone,
            Clock clock) {
        return LinkServices.of(new LinkServices.Parts(
                sharing.rows(),
                policies,
                namespace,
                storage.files(),
                new LinkRules(section.enabled(), section.passwordRequired(), section.maxLifetime()),
                SignInLimits.standard(),
                gone,
                clock));
    }
}
