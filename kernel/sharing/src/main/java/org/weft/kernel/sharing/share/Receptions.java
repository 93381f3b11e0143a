/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.RelPath;

/** What receivers make of shares: accepted or not, where, under which name. Thread-safe. */
public final class Receptions {

    /** The attribute in which a share keeps what its resource was called when it was made. */
    static final String NAME = "weft.name";

    /** Decisions of one transaction: others that write wait no longer than for these. */
    private static final int AT_ONCE = 1000;

    private final ShareRepository rows;
    private final OcmShareEvents sites;

    /** @param sites those that are told what becomes of their shares */
    public Receptions(ShareRepository rows, OcmShareEvents sites) {
        this.rows = rows;
        this.sites = sites;
    }

    /** What the receiver calls a share. */
    static String name(Share share, Reception reception) {
        return reception
                .mountPoint()
                .map(RelPath::parse)
                .filter(path -> !path.isRoot())
                .map(RelPath::name)
                .orElseGet(() -> usualName(share));
    }

    static String usualName(Share share) {
        if (share instanceof OcmIn incoming && !incoming.name().isEmpty()) {
            return incoming.name();
        }
        String kept = share.attributes().getOrDefault(NAME, "");
        return kept.isEmpty() ? share.id().value() : kept;
    }

    /**
     * Accepts what nobody has decided about, on behalf of the receiver: all of it together, because whoever comes for the first
     * time may have received thousands.
     *
     * @return what holds for each of the shares; without those that are gone
     */
    Map<ShareId, Reception> adopt(Caller caller, List<Share> shares, RelPath folder) {
        Map<ShareId, Reception> all = new HashMap<>();
        for (int start = 0; start < shares.size(); start += AT_ONCE) {
            List<Share> some = shares.subList(start, Math.min(shares.size(), start + AT_ONCE));
            List<Reception> wanted = some.stream()
                    .map(share -> adopted(Reception.undecided(share.id(), caller.user()), share, folder))
                    .toList();
            rows.decideAll(some, caller.user(), wanted).forEach(kept -> all.put(kept.share(), kept));
            for (Share share : some) {
                if (!all.containsKey(share.id())) {
                    adoptAnew(caller, share, folder).ifPresent(kept -> all.put(share.id(), kept));
                } else if (share instanceof OcmIn incoming) {
                    sites.decided(incoming, ShareState.ACCEPTED);
                }
            }
        }
        return all;
    }

    /** Somebody was faster: another client of the same receiver, or whoever removed the share. */
    private Optional<Reception> adoptAnew(Caller caller, Share share, RelPath folder) {
        try {
            return Optional.of(decide(
                    caller,
                    share,
                    before -> before.revision() > 0 || before.state() != ShareState.PENDING
                            ? before
                            : adopted(before, share, folder)));
        } catch (NotFound gone) {
            return Optional.empty();
        }
    }

    private static Reception adopted(Reception before, Share share, RelPath folder) {
        return with(before, ShareState.ACCEPTED, before.hidden(), Optional.of(point(folder, usualName(share))));
    }

    void decline(Caller caller, Share share) {
        decide(caller, share, before -> with(before, ShareState.REJECTED, before.hidden(), before.mountPoint()));
    }

    void rename(Caller caller, Share share, RelPath to) {
        if (to.isRoot() || to.name().length() > 255) {
            throw new InvalidArgument("a name has at most 255 characters");
        }
        decide(caller, share, before -> with(before, ShareState.ACCEPTED, before.hidden(), Optional.of("/" + to)));
    }

    Reception decide(Caller caller, Share share, UnaryOperator<Reception> change) {
        AtomicReference<ShareState> before = new AtomicReference<>(ShareState.PENDING);
        Reception after = rows.decide(share, caller.user(), reception -> {
            before.set(reception.state());
            return change.apply(reception);
        });
        if (share instanceof OcmIn incoming && after.state() != before.get()) {
            sites.decided(incoming, after.state());
        }
        return after;
    }

    /** Refuses to accept again what its sender has ended since it was declined. */
    void requireStanding(Share share) {
        if (share instanceof OcmIn incoming) {
            sites.requireStanding(incoming);
        }
    }

    static String point(RelPath folder, String name) {
        return "/" + folder.resolve(name);
    }

    static Reception with(Reception before, ShareState state, boolean hidden, Optional<String> mountPoint) {
        return new Reception(
                before.share(), before.user(), state, hidden, mountPoint, before.alias(), before.revision());
    }
}
