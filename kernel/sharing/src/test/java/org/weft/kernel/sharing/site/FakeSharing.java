/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.site;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.db.ShareRevisionTable;
import org.weft.kernel.sharing.share.OcmShareEvents;
import org.weft.kernel.sharing.share.SharingSettings;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.share.Share;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.ShareStore;

/** Sharing with a policy that tests write. */
public final class FakeSharing {

    /** A site's own rule; allows everything until a test says otherwise. */
    public static final class Policy implements SharePolicy {
        private final AtomicReference<Function<Share, Verdict>> rule =
                new AtomicReference<>(share -> new SharePolicy.Allow());

        public void set(Function<Share, Verdict> function) {
            rule.set(function);
        }

        @Override
        public Verdict judge(Caller who, Share wanted) {
            return rule.get().apply(wanted);
        }

        @Override
        public void close() {}
    }

    private FakeSharing() {}

    /** Sharing over a store that is there all the time. */
    public static SharingServices of(
            ShareStore store,
            SharePolicy policy,
            StateDatabase database,
            Namespace namespace,
            StorageServices storage,
            Directories directories,
            SharingSettings settings,
            Clock clock) {
        return of(
                DriverHandle.fixed("shares", store),
                policy,
                database,
                namespace,
                storage,
                directories,
                settings,
                clock);
    }

    /** The same where some people rest. */
    static SharingServices of(
            ShareStore store,
            SharePolicy policy,
            StateDatabase database,
            Namespace namespace,
            StorageServices storage,
            Directories directories,
            Predicate<UserId> gone,
            Clock clock) {
        return SharingServices.of(new SharingServices.Parts(
                DriverHandle.fixed("shares", store),
                List.of(DriverHandle.fixed("policy", policy)),
                new ShareRevisionTable(database),
                storage,
                namespace,
                directories,
                SharingSettings.usual(),
                OcmShareEvents.none(),
                gone,
                clock));
    }

    public static SharingServices of(
            DriverHandle<ShareStore> store,
            SharePolicy policy,
            StateDatabase database,
            Namespace namespace,
            StorageServices storage,
            Directories directories,
            SharingSettings settings,
            Clock clock) {
        return SharingServices.of(new SharingServices.Parts(
                store,
                List.of(DriverHandle.fixed("policy", policy)),
                new ShareRevisionTable(database),
                storage,
                namespace,
                directories,
                settings,
                clock));
    }
}
