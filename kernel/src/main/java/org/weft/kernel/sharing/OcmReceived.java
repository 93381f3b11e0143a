/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.weft.kernel.access.Access;
import org.weft.kernel.service.People;
import org.weft.kernel.sharing.OcmPeers.Notice;
import org.weft.kernel.sharing.OcmPeers.Way;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/** What people at other sites share with people here. Thread-safe. */
public final class OcmReceived {

    /** Attributes in which a row keeps what its sender said besides. */
    public static final String OWNER_NAME = "weft.owner-name";

    public static final String SENDER_NAME = "weft.sender-name";

    /** The name as the sender wrote it, where it is none that a file can have. */
    public static final String TITLE = "weft.title";

    private final ShareRows rows;
    private final ShareSecrets secrets;
    private final OcmPeers peers;
    private final OcmNotices notices;
    private final OcmShares sent;
    private final People people;
    private final Function<ShareId, Rights> now;
    private final RelPath folder;
    private final Clock clock;

    /**
     * @param now asks the site that a share came from what it gives at the moment
     * @param folder where what was received is shown
     */
    public OcmReceived(
            ShareRows rows,
            ShareSecrets secrets,
            OcmPeers peers,
            OcmNotices notices,
            OcmShares sent,
            People people,
            Function<ShareId, Rights> now,
            RelPath folder,
            Clock clock) {
        this.rows = rows;
        this.secrets = secrets;
        this.peers = peers;
        this.notices = notices;
        this.sent = sent;
        this.people = people;
        this.now = now;
        this.folder = folder;
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
            rows.insert(row(id, incoming, recipient, sender));
        } catch (AlreadyExists meanwhile) {
            return repeated(find(incoming.host(), incoming.remoteId()).orElseThrow(() -> meanwhile), incoming);
        }
        return recipient.displayName();
    }

    private record Recipient(Grant.Grantee grantee, String displayName) {}

    private String repeated(OcmIn known, Incoming incoming) {
        if (!OcmAccess.parse(known.protocols()).offer().equals(incoming.fingerprint())) {
            throw new AlreadyExists("another share has this id");
        }
        return switch (known.grantee()) {
            case Grant.ToUser to ->
                people.user(to.user()).map(User::displayName).orElse("");
            case Grant.ToGroup to ->
                people.group(to.group()).map(Group::displayName).orElse("");
        };
    }

    private OcmIn row(ShareId id, Incoming incoming, Recipient recipient, UserId sender) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put(OWNER_NAME, incoming.ownerName());
        attributes.put(SENDER_NAME, incoming.senderName());
        String name = ShareNames.fit(incoming.name());
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
                .protocols(new OcmAccess(incoming.way(), secrets.seal(incoming.secret(), id), incoming.fingerprint())
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
        Optional<User> user = people.userByClaim("username", address)
                .or(() -> people.userByClaim("userid", address))
                .or(() -> address.contains("@") ? people.userByClaim("mail", address) : Optional.empty());
        return user.map(found -> new Recipient(new Grant.ToUser(found.id()), found.displayName()))
                .orElseThrow(() -> new NotFound("nobody here has this address"));
    }

    private Recipient group(String address) {
        Optional<Group> group = people.groupByClaim("group_name", address);
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
     * What was said of a share.
     *
     * @param proven whether it is proven that the site said so; else the share's secret must be shown, which only the two
     *     sites know
     */
    public record Heard(
            PeerHost from, String id, Notice.Kind kind, Optional<Rights> rights, boolean proven, String secret) {

        /** Never shows the secret. */
        @Override
        public String toString() {
            return kind + " of " + id + " from " + from;
        }
    }

    static boolean sameSecret(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What a site says of a share between it and this one. What it says of any other share, and of none, is answered alike.
     *
     * @throws NotFound when it is not about a share between the two
     */
    public void heard(Heard heard) {
        Optional<OcmIn> received = find(heard.from(), heard.id());
        if (received.isEmpty()) {
            sent.heard(heard);
            return;
        }
        if (!heard.proven() && !sameSecret(secret(received.get()), heard.secret())) {
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

    /** A received share with what its receiver made of it. */
    public record Seen(OcmIn share, Reception reception) {}

    /** All that the caller received and that is not over. */
    public List<Seen> list(Caller caller) {
        requireUser(caller);
        Map<ShareId, Reception> decided = new HashMap<>();
        rows.receptions(caller.user()).forEach(one -> decided.put(one.share(), one));
        List<Seen> seen = new ArrayList<>();
        ShareQuery.Shape shape = new ShareQuery.ByGrantee(caller.user(), caller.groups());
        rows.all(new ShareQuery(shape, Set.of(OcmIn.class), Optional.empty(), 1000), share -> {
            if (!share.hasExpired(clock.instant())) {
                Reception reception = decided.get(share.id());
                seen.add(new Seen(
                        (OcmIn) share, reception == null ? Reception.undecided(share.id(), caller.user()) : reception));
            }
            return seen.size() < 10_000;
        });
        return seen;
    }

    private static void requireUser(Caller caller) {
        if (!Access.isUser(caller)) {
            throw new Forbidden("only people with an account here receive shares");
        }
    }

    public Seen get(Caller caller, ShareId id) {
        OcmIn share = requireReceiver(caller, rows.get(id));
        return new Seen(
                share, rows.reception(id, caller.user()).orElseGet(() -> Reception.undecided(id, caller.user())));
    }

    OcmIn requireReceiver(Caller caller, Share share) {
        boolean mine = Access.isUser(caller)
                && share instanceof OcmIn incoming
                && switch (incoming.grantee()) {
                    case Grant.ToUser to -> to.user().equals(caller.user());
                    case Grant.ToGroup to -> caller.groups().contains(to.group());
                };
        if (!mine || share.hasExpired(clock.instant())) {
            throw ShareRows.missing();
        }
        return (OcmIn) share;
    }

    /** Accepts, declines, hides or moves a received share, and tells the sender of a decision. */
    public Seen decide(Caller caller, ShareId id, UnaryOperator<Reception> change) {
        Seen before = get(caller, id);
        Reception after = rows.decide(before.share(), caller.user(), reception -> {
            Reception wanted = change.apply(reception);
            boolean placed =
                    wanted.state() != ShareState.ACCEPTED || wanted.mountPoint().isPresent();
            return placed
                    ? wanted
                    : new Reception(
                            wanted.share(),
                            wanted.user(),
                            wanted.state(),
                            wanted.hidden(),
                            Optional.of(Receptions.point(folder, before.share().name())),
                            wanted.alias(),
                            wanted.revision());
        });
        if (after.state() != before.reception().state()) {
            tell(before.share(), after.state());
        }
        return new Seen(before.share(), after);
    }

    /** Tells the sender what the receiver decided. */
    void tell(OcmIn share, ShareState state) {
        Optional<Notice.Kind> kind = switch (state) {
            case ACCEPTED -> Optional.of(Notice.Kind.ACCEPTED);
            case REJECTED -> Optional.of(Notice.Kind.DECLINED);
            case PENDING -> Optional.empty();
        };
        kind.ifPresent(what -> notices.send(new Notice(
                PeerHost.parse(share.host()),
                what,
                share.remoteId(),
                false,
                grantee(share),
                Optional.empty(),
                secret(share))));
    }

    private static String grantee(OcmIn share) {
        return switch (share.grantee()) {
            case Grant.ToUser to -> to.user().opaque();
            case Grant.ToGroup to -> to.group().opaque();
        };
    }

    /** @throws WeftException.Unavailable when the server's key is another than when the share came */
    String secret(OcmIn share) {
        return secrets.open(OcmAccess.parse(share.protocols()).sealed(), share.id())
                .orElseThrow(
                        () -> new WeftException.Unavailable("the share's secret can't be read with this server's key"));
    }

    /** The way to a received share that the caller may use now. */
    OcmIn usable(Caller caller, ShareId id) {
        OcmIn share = requireReceiver(caller, rows.get(id));
        if (rows.reception(id, caller.user())
                .map(Reception::state)
                .filter(ShareState.ACCEPTED::equals)
                .isEmpty()) {
            throw ShareRows.missing();
        }
        return share;
    }
}
