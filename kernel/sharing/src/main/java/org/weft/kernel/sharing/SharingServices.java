/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing;

import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.db.ShareRevisionTable;
import org.weft.kernel.sharing.share.DeclinedShares;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.OcmShareEvents;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.sharing.share.ReceivedTree;
import org.weft.kernel.sharing.share.Receptions;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.kernel.sharing.share.ShareRevisions;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.sharing.share.ShareSweep;
import org.weft.kernel.sharing.share.Sharers;
import org.weft.kernel.sharing.share.SharingSettings;
import org.weft.kernel.sharing.share.SpaceShareCache;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.spi.UserId;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.ShareStore;

/**
 * The services of sharing, wired together. Thread-safe.
 *
 * @param rows the rows of all kinds of shares
 * @param rules what holds for all kinds of shares
 * @param shares shares with users and groups, for those who make them
 * @param received the same, for those who receive them
 * @param fromOthers shares from other sites, for those who receive them
 * @param sweep takes away what is over; call it every few minutes
 */
public record SharingServices(
        ShareRepository rows,
        ShareRules rules,
        LocalShares shares,
        ReceivedShares received,
        ReceivedShares fromOthers,
        Runnable sweep) {

    /**
     * What sharing is made of.
     *
     * @param store keeps the rows
     * @param policies the site's own rules, asked after the kernel's
     * @param storage the services of files
     * @param sites the other sites that shares come from and go to
     * @param gone whose shares rest; asked for every request, so it must not block
     */
    public record Parts(
            DriverHandle<ShareStore> store,
            List<DriverHandle<SharePolicy>> policies,
            ShareRevisionTable revisions,
            StorageServices storage,
            Namespace namespace,
            Directories directories,
            SharingSettings settings,
            OcmShareEvents sites,
            Predicate<UserId> gone,
            Consumer<UserId> missed,
            Clock clock) {

        /** Where whom no directory knows is gone. */
        public Parts(
                DriverHandle<ShareStore> store,
                List<DriverHandle<SharePolicy>> policies,
                ShareRevisionTable revisions,
                StorageServices storage,
                Namespace namespace,
                Directories directories,
                SharingSettings settings,
                OcmShareEvents sites,
                Predicate<UserId> gone,
                Clock clock) {
            this(store, policies, revisions, storage, namespace, directories, settings, sites, gone, user -> {}, clock);
        }

        /** Where nobody rests. */
        public Parts(
                DriverHandle<ShareStore> store,
                List<DriverHandle<SharePolicy>> policies,
                ShareRevisionTable revisions,
                StorageServices storage,
                Namespace namespace,
                Directories directories,
                SharingSettings settings,
                OcmShareEvents sites,
                Clock clock) {
            this(store, policies, revisions, storage, namespace, directories, settings, sites, user -> false, clock);
        }

        /** Where no shares come from other sites. */
        public Parts(
                DriverHandle<ShareStore> store,
                List<DriverHandle<SharePolicy>> policies,
                ShareRevisionTable revisions,
                StorageServices storage,
                Namespace namespace,
                Directories directories,
                SharingSettings settings,
                Clock clock) {
            this(store, policies, revisions, storage, namespace, directories, settings, OcmShareEvents.none(), clock);
        }
    }

    /** Wires everything, and says to the places what is shared. */
    public static SharingServices of(Parts parts) {
        ShareRevisions revisions = new ShareRevisions(parts.revisions());
        ShareRepository rows =
                new ShareRepository(parts.store(), revisions, parts.storage().gate());
        DeclinedShares declinedShares = new DeclinedShares(rows);
        Sharers sharers = new Sharers(parts.directories(), parts.gone(), parts.missed(), parts.clock());
        SpaceShareCache book = new SpaceShareCache(rows, revisions, declinedShares, sharers, parts.clock());
        Receptions receptions = new Receptions(rows, parts.sites());
        ReceivedTree tree =
                new ReceivedTree(rows, revisions, receptions, parts.settings(), parts.sites(), parts.clock());
        parts.namespace().shareBy(book, tree);
        ShareRules rules = new ShareRules(parts.storage().files(), parts.policies(), parts.clock());
        ShareSweep sweep = new ShareSweep(rows, revisions, rules, parts.sites(), parts.storage()::isGone);
        return new SharingServices(
                rows,
                rules,
                new LocalShares(rows, rules, parts.directories()),
                new ReceivedShares(ReceivedShares.INNER, rows, rules, receptions, tree),
                new ReceivedShares(ReceivedShares.REMOTE, rows, rules, receptions, tree),
                sweep::sweep);
    }
}
