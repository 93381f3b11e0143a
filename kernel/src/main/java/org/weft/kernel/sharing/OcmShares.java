/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.access.Access;
import org.weft.kernel.service.Files;
import org.weft.kernel.service.People;
import org.weft.kernel.service.Resource;
import org.weft.kernel.service.Target;
import org.weft.kernel.sharing.OcmPeers.Notice;
import org.weft.kernel.sharing.OcmPeers.Offer;
import org.weft.kernel.sharing.OcmPeers.Person;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.User;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.OcmOut.Delivery;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/**
 * What people here share with people at other sites. A share is a row before the other site hears of it, and what is taken
 * back here is taken back at once, whether or not the other site hears of it. Thread-safe.
 */
public final class OcmShares {

    private static final Logger LOG = LoggerFactory.getLogger(OcmShares.class);
    private static final Duration SETTLED = Duration.ofMinutes(1);
    private static final Duration GIVEN_UP = Duration.ofDays(1);
    private static final int ID_BYTES = 16;

    /** What a share is about; the rest of a permission set is taken as far as it goes. */
    private static final Rights ESSENTIAL = Rights.of(
            Right.DOWNLOAD,
            Right.LIST_CONTAINER,
            Right.UPLOAD,
            Right.CREATE_CONTAINER,
            Right.DELETE,
            Right.MOVE,
            Right.ADD_GRANT);

    private final ShareRows rows;
    private final ShareSecrets secrets;
    private final OcmPeers peers;
    private final OcmNotices notices;
    private final Files files;
    private final People people;
    private final Clock clock;

    public OcmShares(
            ShareRows rows,
            ShareSecrets secrets,
            OcmPeers peers,
            OcmNotices notices,
            Files files,
            People people,
            Clock clock) {
        this.rows = rows;
        this.secrets = secrets;
        this.peers = peers;
        this.notices = notices;
        this.files = files;
        this.people = people;
        this.clock = clock;
    }

    /**
     * A share as somebody wants it.
     *
     * @param grantee the receiver; the provider is the other site's host
     * @param group whether the receiver is a group there
     */
    public record Wanted(
            Target resource,
            UserId grantee,
            boolean group,
            Rights rights,
            Optional<Instant> expires,
            String description) {}

    /** Shares, and sends the message. Answers when the other site has it. */
    public OcmOut create(Caller caller, Wanted wanted) {
        requireUser(caller);
        PeerHost host = PeerHost.parse(wanted.grantee().idp());
        String id = host.bare(wanted.grantee().opaque());
        if (id.isBlank() || id.length() > 255) {
            throw new InvalidArgument("name the receiver by the id that the other site knows");
        }
        requireFuture(wanted.expires());
        requireContact(caller, host, id);
        Resource resource = files.stat(caller, wanted.resource(), org.weft.kernel.service.Wanted.node());
        Rights rights = given(resource, wanted.rights());
        Set<String> requirements = peers.requirements(host);
        RemoteParty.Kind kind = wanted.group() ? RemoteParty.Kind.GROUP : RemoteParty.Kind.USER;
        OcmOut share = row(caller, wanted, resource, rights, new RemoteParty(host.text(), id, kind), requirements);
        OcmOut kept = insert(share);
        try {
            return deliver(kept);
        } catch (WeftException refused) {
            // Whoever waits for the answer is told; nothing is left that would hold without them knowing.
            rows.remove(kept.id(), any -> any);
            throw refused;
        }
    }

    private static void requireUser(Caller caller) {
        if (!Access.isUser(caller)) {
            throw new Forbidden("only people with an account here share with other sites");
        }
    }

    private void requireFuture(Optional<Instant> expires) {
        if (expires.filter(end -> !end.isAfter(clock.instant())).isPresent()) {
            throw new InvalidArgument("the share would be over before it begins");
        }
    }

    private void requireContact(Caller caller, PeerHost host, String id) {
        if (!peers.mustInvite()) {
            return;
        }
        UserId contact = new UserId(host.text(), id, UserType.FEDERATED);
        boolean known =
                rows.invites(box -> box.remoteUser(caller.user(), contact).isPresent());
        if (!known) {
            throw new NotFound(id + "@" + host + " is none of your contacts; invite them first");
        }
    }

    private static Rights given(Resource resource, Rights wanted) {
        Rights own = resource.rights();
        if (!own.has(Right.ADD_GRANT)) {
            throw new Forbidden("you may not share this");
        }
        if (wanted.and(ESSENTIAL).isEmpty()) {
            throw new InvalidArgument("the share gives no right");
        }
        if (!wanted.and(ESSENTIAL).and(own).equals(wanted.and(ESSENTIAL))) {
            throw new InvalidArgument("the share gives more than you may do yourself");
        }
        return wanted.and(own).plus(Rights.of(Right.STAT, Right.GET_PATH));
    }

    private OcmOut row(
            Caller caller,
            Wanted wanted,
            Resource resource,
            Rights rights,
            RemoteParty recipient,
            Set<String> requirements) {
        ShareId id = new ShareId(ShareSecrets.fresh(ID_BYTES));
        Instant now = clock.instant();
        ResourceId about = new ResourceId(
                resource.id().storage(), resource.id().space(), resource.id().node());
        OcmOut.Builder share = OcmOut.builder(
                        id, about, resource.owner().orElse(caller.user()), recipient, ShareSecrets.hash(secrets.of(id)))
                .creator(caller.user())
                .rights(rights)
                .created(now)
                .modified(now)
                .description(wanted.description())
                .attributes(Map.of(KIND, resource.node().kind() == Kind.FOLDER ? "folder" : "file"))
                .name(resource.name().isEmpty() ? "share" : resource.name())
                .requirements(requirements);
        wanted.expires().ifPresent(share::expires);
        return share.build();
    }

    /** The attribute that says whether a file or a folder was shared. */
    static final String KIND = "weft.kind";

    /** The attribute that says what the receiver made of it. */
    public static final String STATE = "weft.state";

    private OcmOut insert(OcmOut share) {
        try {
            return (OcmOut) rows.insert(share);
        } catch (AlreadyExists taken) {
            // A message that was refused for good does not stand in the way of a new one.
            for (OcmOut other : of(share.resource().orElseThrow())) {
                if (other.recipient().equals(share.recipient()) && other.delivery() == Delivery.FAILED) {
                    rows.remove(other.id(), any -> any);
                    return (OcmOut) rows.insert(share);
                }
            }
            throw taken;
        }
    }

    private List<OcmOut> of(ResourceId resource) {
        return query(new ShareQuery.ByResources(Set.of(resource)));
    }

    private List<OcmOut> query(ShareQuery.Shape shape) {
        List<OcmOut> found = new ArrayList<>();
        rows.all(new ShareQuery(shape, Set.of(OcmOut.class), Optional.empty(), 1000), share -> {
            found.add((OcmOut) share);
            return found.size() < 10_000;
        });
        return found;
    }

    private OcmOut deliver(OcmOut share) {
        peers.offer(new Offer(
                share.id(),
                share.name(),
                share.description(),
                share.attributes().getOrDefault(KIND, "folder"),
                share.recipient(),
                person(share.owner()),
                person(share.creator()),
                share.rights(),
                share.requirements(),
                share.expires(),
                secrets.of(share.id())));
        return (OcmOut) rows.change(
                share.id(),
                now -> ((OcmOut) now).toBuilder().delivery(Delivery.SENT).build());
    }

    private Person person(UserId id) {
        return new Person(id, people.user(id).map(User::displayName).orElse(""));
    }

    /** Sends again what no other site has heard of, because this one went down in between. */
    public void retry() {
        Instant now = clock.instant();
        for (OcmOut share : query(new ShareQuery.ByDelivery(Delivery.PENDING))) {
            if (share.modified().plus(SETTLED).isAfter(now) || share.hasExpired(now)) {
                continue;
            }
            try {
                deliver(share);
            } catch (Unavailable | WeftException.Throttled later) {
                if (share.created().plus(GIVEN_UP).isBefore(now)) {
                    fail(share, later);
                }
            } catch (NotFound gone) {
                LOG.atDebug().addKeyValue("share", share.id()).log("ocm-share-gone");
            } catch (WeftException refused) {
                fail(share, refused);
            }
        }
    }

    private void fail(OcmOut share, WeftException refused) {
        LOG.atWarn()
                .addKeyValue("share", share.id())
                .addKeyValue("host", share.recipient().host())
                .addKeyValue("reason", refused.text())
                .log("ocm-share-not-delivered");
        rows.change(
                share.id(),
                now -> ((OcmOut) now).toBuilder().delivery(Delivery.FAILED).build());
    }

    /** A share that the caller made or owns. */
    public OcmOut get(Caller caller, ShareId id) {
        return requireOwn(caller, rows.get(id));
    }

    private static OcmOut requireOwn(Caller caller, org.weft.spi.share.Share share) {
        boolean own = Access.isUser(caller)
                && (share.owner().equals(caller.user()) || share.creator().equals(caller.user()));
        if (!own || !(share instanceof OcmOut)) {
            throw ShareRows.missing();
        }
        return (OcmOut) share;
    }

    /** All shares that the caller made or owns. */
    public List<OcmOut> list(Caller caller) {
        requireUser(caller);
        return query(new ShareQuery.ByOwner(caller.user()));
    }

    /**
     * What is to be changed.
     *
     * @param rights empty to leave them as they are
     * @param ends whether the end is to be changed
     * @param expires the new end; empty for none
     */
    public record Changes(Optional<Rights> rights, boolean ends, Optional<Instant> expires) {}

    /**
     * Changes what a share gives, which holds from then on, and tells the other site.
     *
     * @throws NotFound when the caller has no such share
     */
    public OcmOut update(Caller caller, ShareId id, Changes changes) {
        OcmOut before = get(caller, id);
        if (changes.ends()) {
            requireFuture(changes.expires());
        }
        Optional<Rights> given = changes.rights().map(wanted -> {
            ResourceId about = before.resource().orElseThrow();
            Target target =
                    Target.id(new org.weft.kernel.service.ResourceId(about.storage(), about.space(), about.node()));
            return given(files.stat(caller, target, org.weft.kernel.service.Wanted.node()), wanted);
        });
        OcmOut after = (OcmOut) rows.change(id, now -> {
            OcmOut.Builder changed = requireOwn(caller, now).toBuilder().modified(clock.instant());
            given.ifPresent(changed::rights);
            if (changes.ends()) {
                changed.neverExpires();
                changes.expires().ifPresent(changed::expires);
            }
            return changed.build();
        });
        if (!after.rights().equals(before.rights())) {
            notices.send(notice(after, Notice.Kind.PERMISSIONS, Optional.of(after.rights())));
        }
        return after;
    }

    /** Takes a share back. It opens nothing from then on. */
    public void remove(Caller caller, ShareId id) {
        OcmOut gone =
                (OcmOut) rows.remove(id, share -> requireOwn(caller, share)).orElseThrow(ShareRows::missing);
        if (gone.delivery() == Delivery.SENT) {
            notices.send(notice(gone, Notice.Kind.UNSHARED, Optional.empty()));
        }
    }

    private Notice notice(OcmOut share, Notice.Kind kind, Optional<Rights> rights) {
        return new Notice(
                PeerHost.parse(share.recipient().host()),
                kind,
                share.id().value(),
                true,
                share.recipient().id(),
                rights,
                secrets.of(share.id()));
    }

    /** What the receiver's site says of a share that went there; nothing happens for any other share. */
    void heard(OcmReceived.Heard heard) {
        Optional<OcmOut> share = between(heard.id())
                .filter(found -> found.recipient().host().equals(heard.from().text()))
                .filter(found -> heard.proven()
                        || OcmReceived.sameSecret(found.secretHash(), ShareSecrets.hash(heard.secret())));
        if (share.isEmpty()) {
            throw new NotFound("no share of that name is known between the two sites");
        }
        switch (heard.kind()) {
            case ACCEPTED -> rows.change(share.get().id(), now -> with(now, STATE, "accepted"));
            case DECLINED, UNSHARED -> rows.remove(share.get().id(), any -> any);
            case PERMISSIONS -> throw new InvalidArgument("what a share gives is said by the site it comes from");
        }
    }

    private Optional<OcmOut> between(String id) {
        return Optional.of(id)
                .filter(text -> text.matches("[A-Za-z0-9_-]{1,64}"))
                .flatMap(text -> rows.find(new ShareId(text)))
                .filter(OcmOut.class::isInstance)
                .map(OcmOut.class::cast);
    }

    /** The site that a share went to, for whoever shows its secret; others can't tell it from a share that never was. */
    public Optional<PeerHost> receiver(String id, String secret) {
        return between(id)
                .filter(share -> OcmReceived.sameSecret(share.secretHash(), ShareSecrets.hash(secret)))
                .map(share -> PeerHost.parse(share.recipient().host()));
    }

    private static OcmOut with(org.weft.spi.share.Share share, String name, String value) {
        Map<String, String> attributes = new java.util.HashMap<>(share.attributes());
        attributes.put(name, value);
        return ((OcmOut) share).toBuilder().attributes(attributes).build();
    }
}
