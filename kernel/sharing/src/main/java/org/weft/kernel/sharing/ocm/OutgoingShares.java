/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.RateLimiter;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ShareFilter;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.OcmOut.Delivery;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/**
 * What people here share with people at other sites. A share is a row before the other site hears of it, and what is taken
 * back here is taken back at once, whether or not the other site hears of it. Thread-safe.
 */
public final class OutgoingShares {

    private static final int ID_BYTES = 16;
    private static final int PAGE = 1000;
    private static final int LONGEST = 255;
    private static final Rights SEEN = Rights.of(Right.STAT, Right.GET_PATH);

    /** What a share is about; the rest of a permission set is taken as far as it goes. */
    private static final Rights ESSENTIAL = Rights.of(
            Right.DOWNLOAD,
            Right.LIST_CONTAINER,
            Right.UPLOAD,
            Right.CREATE_CONTAINER,
            Right.DELETE,
            Right.MOVE,
            Right.ADD_GRANT);

    private final ShareRepository rows;
    private final ShareRules rules;
    private final ShareSecrets secrets;
    private final OcmShareClient peers;
    private final ShareDelivery deliveries;
    private final RateLimiter offers;

    /** @param offers how many shares one person may send away, each of which may have us ask a host of their choice */
    public OutgoingShares(
            ShareRepository rows,
            ShareRules rules,
            ShareSecrets secrets,
            OcmShareClient peers,
            ShareDelivery deliveries,
            RateLimiter offers) {
        this.rows = rows;
        this.rules = rules;
        this.secrets = secrets;
        this.peers = peers;
        this.deliveries = deliveries;
        this.offers = offers;
    }

    /**
     * A share as somebody wants it.
     *
     * @param grantee the receiver; the provider is the other site's host
     * @param group whether the receiver is a group there
     * @param requirements what the receiver's site must do before it uses the share, in the words of Open Cloud Mesh
     */
    public record Wanted(
            Target resource,
            UserId grantee,
            boolean group,
            Rights rights,
            Optional<Instant> expires,
            String description,
            Set<String> requirements) {

        public Wanted {
            requirements = Set.copyOf(requirements);
        }

        /** One that asks nothing of the receiver's site beyond what the two sites demand. */
        public Wanted(
                Target resource,
                UserId grantee,
                boolean group,
                Rights rights,
                Optional<Instant> expires,
                String description) {
            this(resource, grantee, group, rights, expires, description, Set.of());
        }
    }

    /** Whether this site takes part at all. */
    public boolean isEnabled() {
        return peers.isEnabled();
    }

    /**
     * Shares, and sends the message. Answers when the other site has it.
     *
     * @throws WeftException {@code NotFound} when the resource or the receiver is not there, {@code AlreadyExists} when it
     *     is shared with them already, {@code PreconditionFailed} when the rules of both sites can't be kept,
     *     {@code Unavailable} when the other site does not answer, {@code Throttled} after too many; nothing is shared then
     */
    public OcmOut create(Caller caller, Wanted wanted) {
        requireUser(caller);
        RemoteParty recipient = recipient(wanted.grantee(), wanted.group());
        wanted.expires().ifPresent(rules::requireFuture);
        ShareRules.requireSound(wanted.description(), Map.of());
        Resource resource = rules.shareable(caller, wanted.resource(), essential(wanted.rights()));
        PeerHost host = PeerHost.parse(recipient.host());
        requireContact(caller, host, recipient);
        offers.count(caller.user().toString());
        Set<String> requirements = peers.requirements(host, wanted.requirements());
        OcmOut share = insert(caller, judged(caller, row(caller, wanted, resource, recipient, requirements)));
        try {
            return deliver(share);
        } catch (WeftException refused) {
            // Whoever waits for the answer is told; nothing is left that would hold without them knowing.
            rows.by(caller).remove(share.id(), any -> any);
            throw refused;
        }
    }

    private OcmOut deliver(OcmOut share) {
        try {
            return deliveries.deliver(share);
        } catch (Unavailable lost) {
            // It may have come there all the same.
            deliveries.ended(share);
            throw lost;
        }
    }

    private static void requireUser(Caller caller) {
        if (!ScopeRights.isUser(caller)) {
            throw new Forbidden("only people with an account here share with other sites");
        }
    }

    /**
     * The receiver in the form in which shares keep them.
     *
     * @throws InvalidArgument when it is nobody at another site
     */
    private RemoteParty recipient(UserId grantee, boolean group) {
        PeerHost host = PeerHost.parse(grantee.idp());
        String id = host.bare(grantee.opaque());
        if (id.isBlank() || id.length() > LONGEST) {
            throw new InvalidArgument("name the receiver by the id that the other site knows");
        }
        if (peers.isEnabled() && host.equals(peers.self())) {
            throw new InvalidArgument(id + " is at this very site; share with them directly");
        }
        return new RemoteParty(host.text(), id, group ? RemoteParty.Kind.GROUP : RemoteParty.Kind.USER);
    }

    private void requireContact(Caller caller, PeerHost host, RemoteParty recipient) {
        if (!peers.mustInvite()) {
            return;
        }
        String id = recipient.id();
        if (recipient.kind() == RemoteParty.Kind.GROUP) {
            throw new Forbidden("this site shares with invited people alone, and a group can't be invited; share with"
                    + " the people in it");
        }
        UserId contact = new UserId(host.text(), id, UserType.FEDERATED);
        boolean known =
                rows.invites(box -> box.remoteUser(caller.user(), contact).isPresent());
        if (!known) {
            throw new NotFound(id + "@" + host + " is none of your contacts; invite them first");
        }
    }

    private static Rights essential(Rights wanted) {
        Rights essential = wanted.and(ESSENTIAL);
        if (essential.isEmpty()) {
            throw new InvalidArgument("the share gives no right");
        }
        return essential;
    }

    private OcmOut row(
            Caller caller, Wanted wanted, Resource resource, RemoteParty recipient, Set<String> requirements) {
        ShareId id = new ShareId(ShareSecrets.fresh(ID_BYTES));
        OcmOut.Builder share = OcmOut.builder(
                        id,
                        ShareRules.id(resource.id()),
                        resource.owner().orElse(caller.user()),
                        recipient,
                        ShareSecrets.hash(secrets.of(id)))
                .creator(caller.user())
                .rights(wanted.rights().and(resource.rights()).plus(SEEN))
                .created(rules.now())
                .modified(rules.now())
                .description(wanted.description())
                .attributes(Map.of(ShareDelivery.KIND, resource.node().kind() == Kind.FOLDER ? "folder" : "file"))
                .name(resource.name().isEmpty() ? "share" : resource.name())
                .requirements(requirements);
        wanted.expires().ifPresent(share::expires);
        return share.build();
    }

    private OcmOut judged(Caller caller, OcmOut wanted) {
        OcmOut share = (OcmOut) rules.judged(caller, wanted);
        if (share.rights().and(ESSENTIAL).isEmpty()) {
            throw new Forbidden("the site does not allow this share with any of these rights");
        }
        return share;
    }

    private OcmOut insert(Caller caller, OcmOut share) {
        try {
            return (OcmOut) rows.by(caller).insert(share);
        } catch (AlreadyExists taken) {
            // What was refused for good, or is over, does not stand in the way of a new one.
            Optional<OcmOut> other = find(share.resource().orElseThrow(), share.recipient());
            if (other.filter(this::isPast).isPresent()) {
                rows.by(caller).remove(other.get().id(), any -> any);
                return (OcmOut) rows.by(caller).insert(share);
            }
            throw new AlreadyExists("this is shared with them already; change that share instead");
        }
    }

    private boolean isPast(OcmOut share) {
        return share.delivery() == Delivery.FAILED || share.hasExpired(rules.now());
    }

    private Optional<OcmOut> find(org.weft.spi.share.ResourceId resource, RemoteParty recipient) {
        return first(
                new ShareQuery.ByResources(Set.of(resource)),
                share -> share.recipient().equals(recipient));
    }

    private interface Test {
        boolean holds(OcmOut share);
    }

    private Optional<OcmOut> first(ShareQuery.Shape shape, Test test) {
        AtomicReference<Optional<OcmOut>> found = new AtomicReference<>(Optional.empty());
        rows.all(new ShareQuery(shape, Set.of(OcmOut.class), Optional.empty(), PAGE), share -> {
            if (share instanceof OcmOut outgoing && test.holds(outgoing)) {
                found.set(Optional.of(outgoing));
            }
            return found.get().isEmpty();
        });
        return found.get();
    }

    /**
     * One share, if the caller made, owns or manages it.
     *
     * @throws NotFound when there is none for the caller to see
     */
    public OcmOut get(Caller caller, ShareId id) {
        return seen(caller, rows.find(id).orElseThrow(ShareRepository::missing));
    }

    /** The share of exactly this resource with exactly this receiver. */
    public OcmOut get(Caller caller, ResourceId resource, UserId grantee, boolean group) {
        return seen(
                caller, find(ShareRules.id(resource), recipient(grantee, group)).orElseThrow(ShareRepository::missing));
    }

    /** The share with this secret. */
    public OcmOut bySecret(Caller caller, String secret) {
        Optional<OcmOut> share = secret.isEmpty() || secret.length() > 4 * LONGEST
                ? Optional.empty()
                : first(new ShareQuery.BySecret(ShareSecrets.hash(secret)), any -> true);
        return seen(caller, share.orElseThrow(ShareRepository::missing));
    }

    private OcmOut seen(Caller caller, Share share) {
        if (share instanceof OcmOut outgoing
                && !share.hasExpired(rules.now())
                && ScopeRights.isUser(caller)
                && (ShareRules.isOwn(caller, share) || rules.maySeeSharesOf(caller, share))) {
            return outgoing;
        }
        throw ShareRepository.missing();
    }

    /**
     * Pushes the shares that a caller owns or made; where resources or spaces are named, all shares of these that the
     * caller may see. Ordered by id.
     *
     * @param after only shares behind this one; empty for all
     */
    public void list(Caller caller, ShareFilter filter, String after, Sink<OcmOut> sink) {
        requireUser(caller);
        Optional<ShareId> last = after.isEmpty() ? Optional.empty() : Optional.of(new ShareId(after));
        rows.all(new ShareQuery(LocalShares.shape(caller, filter), Set.of(OcmOut.class), last, PAGE), share -> {
            boolean wanted = filter.test(share)
                    && !share.hasExpired(rules.now())
                    && (ShareRules.isOwn(caller, share) || rules.maySeeSharesOf(caller, share));
            return !wanted || sink.accept((OcmOut) share);
        });
    }

    /**
     * The secret that a share's receiver was given: for those who own or made it, and sign in for everything.
     *
     * @return empty for others
     */
    public Optional<String> secret(Caller caller, OcmOut share) {
        return ShareRules.isOwn(caller, share) && isWhole(caller)
                ? Optional.of(secrets.of(share.id()))
                : Optional.empty();
    }

    static boolean isWhole(Caller caller) {
        return caller.scopes().stream()
                .anyMatch(scope -> scope instanceof Scope.User user && user.role() == Scope.Role.OWNER);
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
     * Changes what a share gives, which holds from then on, and tells the other site. What is given beyond its present
     * rights, the caller must have.
     *
     * @throws NotFound when the caller has no such share
     */
    public OcmOut update(Caller caller, ShareId id, Changes changes) {
        if (changes.ends()) {
            changes.expires().ifPresent(rules::requireFuture);
        }
        AtomicReference<Rights> before = new AtomicReference<>(Rights.none());
        OcmOut after = (OcmOut) rows.by(caller).change(id, now -> {
            OcmOut share = seen(caller, now);
            rules.requireOwnOrManaged(caller, share, Right.UPDATE_GRANT);
            before.set(share.rights());
            OcmOut.Builder changed = share.toBuilder().modified(rules.now());
            changes.rights().ifPresent(wanted -> changed.rights(given(caller, share, wanted)));
            if (changes.ends()) {
                changed.neverExpires();
                changes.expires().ifPresent(changed::expires);
            }
            return judged(caller, changed.build());
        });
        if (!after.rights().equals(before.get()) && after.delivery() == Delivery.SENT) {
            deliveries.changed(after);
        }
        return after;
    }

    private Rights given(Caller caller, OcmOut share, Rights wanted) {
        Rights essential = essential(wanted);
        if (share.rights().and(essential).equals(essential)) {
            return wanted.and(share.rights()).plus(SEEN);
        }
        Target target = Target.id(ShareRules.id(share.resource().orElseThrow()));
        Resource resource = rules.shareable(caller, target, essential);
        return wanted.and(resource.rights()).plus(SEEN);
    }

    /** Takes a share back. It opens nothing from then on. */
    public void remove(Caller caller, ShareId id) {
        Optional<Share> removed = rows.by(caller).remove(id, share -> {
            OcmOut seen = seen(caller, share);
            rules.requireOwnOrManaged(caller, seen, Right.REMOVE_GRANT);
            return seen;
        });
        if (removed.orElseThrow(ShareRepository::missing) instanceof OcmOut gone
                && gone.delivery() != Delivery.FAILED) {
            deliveries.ended(gone);
        }
    }

    /** What keeps one from asking too much here. */
    public List<Brake> brakes() {
        return List.of(offers);
    }
}
