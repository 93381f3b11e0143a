/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.RateLimiter;
import org.weft.kernel.sharing.db.ShareRequestTable;
import org.weft.kernel.sharing.db.ShareRequestTable.Row;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.RemoteUser;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Rights;

/**
 * Requests to share something: a contact of its owner at another site, who heard of a share of it, asks to get one too. The
 * owner decides; nothing is shared before. Whoever asks for what is not theirs to ask for learns nothing. Thread-safe.
 */
public final class ShareRequests {

    /** For how long a request waits. */
    public static final Duration LIFE = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger(ShareRequests.class);
    private static final int PER_HOUR = 30;
    private static final int MOST = 100;
    private static final int LONGEST = 255;

    private final ShareRepository rows;
    private final OutgoingShares shares;
    private final ShareRequestTable table;
    private final ShareRequestClient peers;
    private final Clock clock;
    private final RateLimiter asked;
    private final RateLimiter sent;

    public ShareRequests(
            ShareRepository rows,
            OutgoingShares shares,
            ShareRequestTable table,
            ShareRequestClient peers,
            Clock clock) {
        this.rows = rows;
        this.shares = shares;
        this.table = table;
        this.peers = peers;
        this.clock = clock;
        this.asked = new RateLimiter("requests for shares", PER_HOUR, Duration.ofHours(1), clock);
        this.sent = new RateLimiter("requests for shares", PER_HOUR, Duration.ofHours(1), clock);
    }

    /**
     * A request that waits for its owner.
     *
     * @param id names it
     * @param name of what is wanted
     * @param who asks: a contact of the owner's
     */
    public record Waiting(String id, String name, RemoteUser who) {}

    /**
     * Somebody at another site asks; the same once more is no other request.
     *
     * @param from the other site, which is proven to be the one that speaks
     * @param owner who is asked, by the id here
     * @param who asks, by the id there
     * @param share the id of a share from here
     * @throws NotFound when there is no such share, it is somebody else's, or the two are no contacts: all the same
     */
    public void ask(PeerHost from, String owner, String who, String share) {
        UserId contact = new UserId(from.text(), from.bare(who), UserType.FEDERATED);
        asked.count(contact.toString());
        OcmOut known = share(share)
                .filter(found -> found.owner().opaque().equals(owner))
                .filter(found -> contact(found.owner(), contact).isPresent())
                .orElseThrow(ShareRequests::missing);
        Row row = new Row(ShareSecrets.fresh(12), share, from.text(), contact.opaque(), clock.instant());
        if (!table.add(known.owner(), row, MOST)) {
            throw new Throttled("the owner has been asked for too much already", Duration.ofDays(1));
        }
        LOG.atInfo()
                .addKeyValue("owner", known.owner())
                .addKeyValue("contact", contact)
                .log("ocm-share-requested");
    }

    private static NotFound missing() {
        return new NotFound("there is no such share for you to ask for");
    }

    private Optional<OcmOut> share(String id) {
        return Optional.of(id)
                .filter(text -> text.matches("[A-Za-z0-9_-]{1,64}"))
                .flatMap(text -> rows.find(new ShareId(text)))
                .filter(found -> !found.hasExpired(clock.instant()))
                .filter(OcmOut.class::isInstance)
                .map(OcmOut.class::cast);
    }

    private Optional<RemoteUser> contact(UserId owner, UserId contact) {
        return rows.invites(box -> box.remoteUser(owner, contact));
    }

    /** What an owner was asked for and has not decided; what has ended meanwhile, with its share or contact, is left out. */
    public List<Waiting> waiting(Caller caller) {
        UserId owner = Invitations.person(caller);
        List<Waiting> all = new ArrayList<>();
        for (Row row : table.of(owner)) {
            Optional<RemoteUser> who = contact(owner, asker(row));
            Optional<OcmOut> share = share(row.share());
            if (who.isPresent() && share.isPresent()) {
                all.add(new Waiting(row.id(), share.get().name(), who.get()));
            }
        }
        return all;
    }

    private static UserId asker(Row row) {
        return new UserId(row.remoteHost(), row.remoteUser(), UserType.FEDERATED);
    }

    /**
     * Shares what was asked for, by all rules for shares.
     *
     * @throws NotFound when there is no such request, or its share or contact has ended
     */
    public OcmOut accept(Caller caller, String id, Rights rights) {
        UserId owner = Invitations.person(caller);
        Row row = table.find(owner, id).orElseThrow(ShareRequests::unknown);
        OcmOut share = share(row.share()).orElseThrow(ShareRequests::unknown);
        UserId who =
                contact(owner, asker(row)).orElseThrow(ShareRequests::unknown).id();
        ResourceId resource = ShareRules.id(share.resource().orElseThrow());
        OcmOut made = shares.create(
                caller, new OutgoingShares.Wanted(Target.id(resource), who, false, rights, Optional.empty(), ""));
        table.remove(row.id());
        return made;
    }

    /** Forgets a request; who asked is not told. */
    public void decline(Caller caller, String id) {
        UserId owner = Invitations.person(caller);
        Row row = table.find(owner, id).orElseThrow(ShareRequests::unknown);
        table.remove(row.id());
    }

    private static NotFound unknown() {
        return new NotFound("there is no such request any more");
    }

    /**
     * Asks somebody at another site.
     *
     * @param owner their address, {@code ID@HOST}
     * @param share what their site calls a share of the resource
     */
    public void send(Caller caller, String owner, String share) {
        UserId who = Invitations.person(caller);
        int at = owner.lastIndexOf('@');
        if (at < 1 || share.isBlank() || share.length() > LONGEST || owner.length() > 2 * LONGEST) {
            throw new InvalidArgument("name the owner as ID@HOST, and the share by its id there");
        }
        PeerHost host = PeerHost.parse(owner.substring(at + 1));
        sent.count(who.toString());
        peers.request(host, owner.substring(0, at), who, share);
    }

    /** Forgets what nobody decided for long. */
    public void sweep() {
        table.sweep(clock.instant().minus(LIFE));
    }

    /** What keeps one from asking too much here. */
    public List<Brake> brakes() {
        return List.of(asked, sent);
    }
}
