/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.sharing.ocm.OcmShareClient.Notice;
import org.weft.kernel.sharing.ocm.OcmShareClient.Way;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.OcmShareEvents;
import org.weft.kernel.sharing.share.ShareFolderNames;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Rights;

/** What people at other sites share with people here. Thread-safe. */
public final class IncomingShares implements OcmShareEvents {

    /** Attributes in which a row keeps what its sender said besides. */
    public static final String OWNER_NAME = "weft.owner-name";

    public static final String SENDER_NAME = "weft.sender-name";

    /** The name as the sender wrote it, where it is none that a file can have. */
    public static final String TITLE = "weft.title";

    private final ShareRepository rows;
    private final ShareSecrets secrets;
    private final OcmShareClient peers;
    private final ShareNotices notices;
    private final ShareDelivery sent;
    private final Directories directories;
    private final Function<ShareId, Rights> now;
    private final Clock clock;

    /**
     * @param now asks the site that a share came from what it gives at the moment
     */
    public IncomingShares(
            ShareRepository rows,
            ShareSecrets secrets,
            OcmShareClient peers,
            ShareNotices notices,
            ShareDelivery sent,
            Directories directories,
            Function<ShareId, Rights> now,
            Clock clock) {
        this.rows = rows;
        this.secrets = secrets;
        this.peers = peers;
        this.notices = notices;
        this.sent = sent;
        this.directories = directories;
        this.now = now;
        this.clock = clock;
    }

    /**
     * A share that another site offers, checked as far as the message alone can be.
     *
     * @param host who offers it
     * @param remoteId what it is called there; unique for the host
     * @param recipient the part of the address that this site gave out
     * @param way where it is; its host is the sender's
     * @param fingerprint the same for the same message alone
     */
    public record Incoming(
            PeerHost host,
            String remoteId,
            String recipient,
            boolean group,
            String name,
            String description,
            String owner,
            String ownerName,
            String sender,
            String senderName,
            boolean file,
            Rights rights,
            Optional<Instant> expires,
            Way way,
            String secret,
            String fingerprint) {

        /** Never shows the secret. */
        @Override
        public String toString() {
            return "share " + remoteId + " from " + host;
        }
    }

    /**
     * Keeps what is offered; the same once more is no other.
     *
     * @return the receiver's name
     * @throws NotFound when nobody here has the address
     * @throws Forbidden when only contacts may share
     * @throws AlreadyExists when the site offered something else under this id before
     */
    public String receive(Incoming incoming) {
        Optional<OcmIn> known = find(incoming.host(), incoming.remoteId());
        if (known.isPresent()) {
            return repeated(known.get(), incoming);
        }
        Recipient recipient = incoming.group() ? group(incoming.recipient()) : user(incoming.recipient());
        UserId sender = remote(incoming.host(), incoming.sender());
        if (peers.mustInvite() && !isContact(recipient, sender)) {
            throw new Forbidden("the receiver takes shares from contacts alone");
        }
        ShareId id = new ShareId(ShareSecrets.fresh(16));
        try {
            insert(incoming, row(id, incoming, recipient, sender));
        } catch (AlreadyExists meanwhile) {
            return repeated(find(incoming.host(), incoming.remoteId()).orElseThrow(() -> meanwhile), incoming);
        }
        return recipient.displayName();
    }

    /** With its mark; without it, where another site's share has the same id and the same secret. */
    private void insert(Incoming incoming, OcmIn row) {
        OcmIn marked = row.toBuilder()
                .secretHash(secrets.mark(incoming.remoteId(), incoming.secret()))
                .build();
        try {
            rows.insert(marked);
        } catch (AlreadyExists taken) {
            rows.insert(row);
        }
    }

    private record Recipient(Grant.Grantee grantee, String displayName) {}

    private String repeated(OcmIn known, Incoming incoming) {
        if (!ReceivedShareAccess.parse(known.protocols()).offer().equals(incoming.fingerprint())) {
            throw new AlreadyExists("another share has this id");
        }
        return switch (known.grantee()) {
            case Grant.ToUser to ->
                directories.user(to.user()).map(User::displayName).orElse("");
            case Grant.ToGroup to ->
                directories.group(to.group()).map(Group::displayName).orElse("");
        };
    }

    private OcmIn row(ShareId id, Incoming incoming, Recipient recipient, UserId sender) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put(OWNER_NAME, incoming.ownerName());
        attributes.put(SENDER_NAME, incoming.senderName());
        String name = ShareFolderNames.fit(incoming.name());
        if (!name.equals(incoming.name())) {
            attributes.put(TITLE, incoming.name());
        }
        attributes.values().removeIf(String::isEmpty);
        Instant moment = clock.instant();
        OcmIn.Builder row = OcmIn.builder(
                        id,
                        remote(incoming.host(), incoming.owner()),
                        recipient.grantee(),
                        incoming.host().text(),
                        incoming.remoteId())
                .creator(sender)
                .rights(incoming.rights())
                .created(moment)
                .modified(moment)
                .description(incoming.description())
                .attributes(attributes)
                .name(name)
                .kind(incoming.file() ? Kind.FILE : Kind.FOLDER)
                .protocols(new ReceivedShareAccess(
                                incoming.way(), secrets.seal(incoming.secret(), id), incoming.fingerprint())
                        .text());
        incoming.expires().ifPresent(row::expires);
        return row.build();
    }

    private static UserId remote(PeerHost host, String id) {
        return new UserId(host.text(), host.bare(id), UserType.FEDERATED);
    }

    private boolean isContact(Recipient recipient, UserId sender) {
        return recipient.grantee() instanceof Grant.ToUser to
                && rows.invites(box -> box.remoteUser(to.user(), sender).isPresent());
    }

    /** People are found by their login name, their id or their mail address, whichever the sender was given. */
    private Recipient user(String address) {
        Optional<User> user = directories
                .userByClaim("username", address)
                .or(() -> directories.userByClaim("userid", address))
                .or(() -> address.contains("@") ? directories.userByClaim("mail", address) : Optional.empty());
        return user.map(found -> new Recipient(new Grant.ToUser(found.id()), found.displayName()))
                .orElseThrow(() -> new NotFound("nobody here has this address"));
    }

    private Recipient group(String address) {
        Optional<Group> group = directories.groupByClaim("group_name", address);
        return group.map(found -> new Recipient(new Grant.ToGroup(found.id()), found.displayName()))
                .orElseThrow(() -> new NotFound("no group here has this address"));
    }

    private Optional<OcmIn> find(PeerHost host, String remoteId) {
        List<OcmIn> found = new ArrayList<>(1);
        rows.all(ShareQuery.of(new ShareQuery.ByRemoteId(host.text(), remoteId)), share -> {
            if (share instanceof OcmIn incoming) {
                found.add(incoming);
            }
            return found.isEmpty();
        });
        return found.stream().findFirst();
    }

    /**
     * The site at the other end of a share, sent or received, for whoever shows its secret. Others can't tell it from a
     * share that never was, nor by the time it takes.
     *
     * @param id what the share's sender calls it
     */
    public Optional<PeerHost> counterpart(String id, String secret) {
        Optional<PeerHost> receiver = sent.receiver(id, secret);
        List<PeerHost> senders = new ArrayList<>(1);
        rows.all(ShareQuery.of(new ShareQuery.BySecret(secrets.mark(id, secret))), share -> {
            if (share instanceof OcmIn received && received.remoteId().equals(id)) {
                senders.add(PeerHost.parse(received.host()));
            }
            return senders.isEmpty();
        });
        return receiver.or(() -> senders.stream().findFirst());
    }

    /**
     * What a site says of a share between it and this one. What it says of any other share, and of none, is answered alike.
     *
     * @throws NotFound when it is not about a share between the two
     */
    public void heard(HeardNotice heard) {
        Optional<OcmIn> received = find(heard.from(), heard.id());
        if (received.isEmpty()) {
            sent.heard(heard);
            return;
        }
        if (!heard.proven() && !ShareSecrets.same(secret(received.get()), heard.secret())) {
            throw new NotFound("no share of that name is known between the two sites");
        }
        switch (heard.kind()) {
            case UNSHARED, DECLINED -> rows.remove(received.get().id(), any -> any);
            case PERMISSIONS -> changed(received.get(), heard.rights().orElseGet(Rights::read));
            case ACCEPTED -> throw new NotFound("no share of that name is known between the two sites");
        }
    }

    /** What takes rights away is believed; what gives some may be old, so the site that the share is at is asked. */
    private void changed(OcmIn share, Rights rights) {
        boolean narrower = rights.and(share.rights()).equals(rights);
        Rights given = narrower ? rights : now.apply(share.id()).and(rights);
        rows.change(
                share.id(),
                found -> ((OcmIn) found)
                        .toBuilder().rights(given).modified(clock.instant()).build());
    }

    /** Tells the sender what the receiver decided. What one of a group declines, the others still have. */
    @Override
    public void decided(OcmIn share, ShareState state) {
        Optional<Notice.Kind> kind = switch (state) {
            case ACCEPTED -> Optional.of(Notice.Kind.ACCEPTED);
            case REJECTED ->
                share.grantee() instanceof Grant.ToUser ? Optional.of(Notice.Kind.DECLINED) : Optional.empty();
            case PENDING -> Optional.empty();
        };
        kind.ifPresent(what -> notices.send(new Notice(
                PeerHost.parse(share.host()),
                what,
                share.remoteId(),
                false,
                grantee(share),
                Optional.empty(),
                kept(share).orElse(""))));
    }

    private static String grantee(OcmIn share) {
        return switch (share.grantee()) {
            case Grant.ToUser to -> to.user().opaque();
            case Grant.ToGroup to -> to.group().opaque();
        };
    }

    @Override
    public void requireStanding(OcmIn share) {
        Rights given = Rights.none();
        try {
            given = now.apply(share.id());
        } catch (NotFound | Forbidden | Unauthenticated ended) {
            // Sites have different words for what is no more.
        }
        if (given.isEmpty()) {
            throw new PreconditionFailed("this was declined, and " + share.host() + " has ended it since");
        }
    }

    @Override
    public void ended(OcmOut share) {
        sent.ended(share);
    }

    /** Where a received share is. */
    public Way way(OcmIn share) {
        return ReceivedShareAccess.parse(share.protocols()).way();
    }

    /**
     * The secret of a received share, for a receiver who signs in for everything.
     *
     * @return empty for others, and when the server's key is another than when the share came
     */
    public Optional<String> secret(Caller caller, OcmIn share) {
        return OutgoingShares.isWhole(caller) && LocalShares.isReceiver(caller, share) ? kept(share) : Optional.empty();
    }

    private Optional<String> kept(OcmIn share) {
        return secrets.open(ReceivedShareAccess.parse(share.protocols()).sealed(), share.id());
    }

    /** @throws WeftException.Unavailable when the server's key is another than when the share came */
    String secret(OcmIn share) {
        return kept(share)
                .orElseThrow(
                        () -> new WeftException.Unavailable("the share's secret can't be read with this server's key"));
    }

    /** The way to a received share that the caller may use now. */
    OcmIn usable(Caller caller, ShareId id) {
        boolean accepted = rows.reception(id, caller.user())
                .filter(reception -> reception.state() == ShareState.ACCEPTED)
                .isPresent();
        if (rows.get(id) instanceof OcmIn share
                && accepted
                && ScopeRights.isUser(caller)
                && LocalShares.isReceiver(caller, share)
                && !share.hasExpired(clock.instant())) {
            return share;
        }
        throw ShareRepository.missing();
    }
}
