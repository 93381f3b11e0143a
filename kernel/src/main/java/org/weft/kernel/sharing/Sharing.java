/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing;

import java.time.Clock;
import java.util.List;
import org.weft.kernel.plugin.DriverHandle;
import org.weft.kernel.service.People;
import org.weft.kernel.service.Places;
import org.weft.kernel.state.CommitGate;
import org.weft.kernel.state.ShareRevisionTable;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.ShareStore;
import org.weft.spi.storage.RelPath;

/**
 * The services of sharing, wired together. Thread-safe.
 *
 * @param rows the rows of all kinds of shares
 */
public record Sharing(ShareRows rows) {

    /**
     * What a site lets people do.
     *
     * @param folder the name of the folder that shows what was received
     * @param autoAccept whether what was received is shown before it was accepted
     */
    public record Settings(String folder, boolean autoAccept) {

        public static Settings usual() {
            return new Settings("shares", false);
        }
    }

    /**
     * What sharing is made of.
     *
     * @param store keeps the rows
     * @param policies the site's own rules, asked after the kernel's
     * @param gate keeps commits and changes of rights apart
     */
    public record Parts(
            DriverHandle<ShareStore> store,
            List<DriverHandle<SharePolicy>> policies,
            ShareRevisionTable revisions,
            CommitGate gate,
            Places places,
            People people,
            Settings settings,
            Clock clock) {}

    /** Wires everything, and says to the places what is shared. */
    public static Sharing of(Parts parts) {
        ShareRevisions revisions = new ShareRevisions(parts.revisions());
        ShareRows rows = new ShareRows(parts.store(), revisions, parts.gate());
        Declined declined = new Declined(rows);
        Sharers sharers = new Sharers(parts.people(), parts.clock());
        ShareBook book = new ShareBook(rows, revisions, declined, sharers, parts.clock());
        Receptions receptions = new Receptions(rows, declined);
        RelPath folder = RelPath.root().resolve(parts.settings().folder());
        ReceivedShares received = new ReceivedShares(
                rows, revisions, receptions, folder, parts.settings().autoAccept(), parts.clock());
        parts.places().shareBy(book, received);
        return new Sharing(rows);
    }
}
