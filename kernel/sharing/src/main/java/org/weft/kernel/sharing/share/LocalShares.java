/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.Grant.Grantee;
import org.weft.spi.storage.Grant.ToGroup;
import org.weft.spi.storage.Grant.ToUser;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Shares with users and groups of this site, as those who make them see them. Thread-safe. */
public final class LocalShares {

    private static final Set<Class<? extends Share>> KINDS = Set.of(UserShare.class, GroupShare.class);
    private static final int PAGE = 1000;
    private static final int REMEMBERED = 1000;

    private final ShareRepository rows;
    private final ShareRules rules;
    private final Directories directories;

    public LocalShares(ShareRepository rows, ShareRules rules, Directories directories) {
        this.rows = rows;
        this.rules = rules;
        this.directories = directories;
    }

    /**
     * What a share is besides who gets what.
     *
     * @param attributes further fields of clients
     */
    public record Terms(Optional<Instant> expires, String description, Map<String, String> attributes) {

        public Terms {
            attributes = Map.copyOf(attributes);
        }

        /** Without end and words. */
        public static Terms usual() {
            return new Terms(Optional.empty(), "", Map.of());
        }

        public static Terms until(Instant expires) {
            return new Terms(Optional.of(expires), "", Map.of());
        }
    }

    /**
     * Shares a resource.
     *
     * @param rights what the receiver may do; none at all closes the resource and all below it to them
     * @throws AlreadyExists when it is shared with them already
     */
    public Share create(Caller caller, Target target, Grantee grantee, Rights rights, Terms terms) {
        terms.expires().ifPresent(rules::requireFuture);
        ShareRules.requireSound(terms.description(), terms.attributes());
        Resource resource = rules.shareable(caller, target, rights);
        UserId owner = resource.owner().orElse(caller.user());
        Grantee known = known(grantee);
        if (known instanceof ToUser to
                && (to.user().equals(caller.user()) || to.user().equals(owner))) {
            throw new InvalidArgument("nothing is shared with its owner, nor with oneself");
        }
        Share share = rules.judged(caller, build(caller, resource, owner, known, rights, terms));
        try {
            return rows.by(caller).insert(share);
        } catch (AlreadyExists taken) {
            if (removeEnded(caller, share)) {
                return rows.by(caller).insert(share);
            }
            throw new AlreadyExists("this is shared with them already; change that share instead");
        }
    }

    private Share build(Caller caller, Resource resource, UserId owner, Grantee grantee, Rights rights, Terms terms) {
        ShareId id = ShareRules.freshId();
        org.weft.spi.share.ResourceId where = ShareRules.id(resource.id());
        Share.Builder<?, ?> builder = switch (grantee) {
            case ToUser to -> UserShare.builder(id, where, owner, to.user());
            case ToGroup to -> GroupShare.builder(id, where, owner, to.group());
        };
        Map<String, String> attributes = new HashMap<>(terms.attributes());
        attributes.put(Receptions.NAME, name(resource));
        builder.creator(caller.user())
                .rights(rights)
                .created(rules.now())
                .modified(rules.now())
                .description(terms.description())
                .attributes(attributes);
        terms.expires().ifPresent(builder::expires);
        return builder.build();
    }

    private static String name(Resource resource) {
        if (!resource.path().isRoot()) {
            return resource.name();
        }
        return resource.node().path().isRoot() ? "space" : resource.node().name();
    }

    /** The grantee as the directories write it. */
    private Grantee known(Grantee grantee) {
        return switch (grantee) {
            case ToUser to -> {
                if (to.user().type() == UserType.FEDERATED) {
                    throw new InvalidArgument("this user is at another site; share with them over OCM");
                }
                yield new ToUser(directories
                        .user(to.user())
                        .orElseThrow(() -> new NotFound("there is no such user to share with"))
                        .id());
            }
            case ToGroup to ->
                new ToGroup(directories
                        .group(to.group())
                        .orElseThrow(() -> new NotFound("there is no such group to share with"))
                        .id());
        };
    }

    /** A share that is over and not yet swept away makes room for its successor. */
    private boolean removeEnded(Caller caller, Share wanted) {
        Optional<Share> there = find(wanted.resource().orElseThrow(), ShareFilter.grantee(wanted));
        return there.filter(share -> share.hasExpired(rules.now())).isPresent()
                && rows.by(caller).remove(there.get().id(), share -> share).isPresent();
    }

    private Optional<Share> find(org.weft.spi.share.ResourceId resource, Optional<Grantee> grantee) {
        ShareQuery.Shape shape = new ShareQuery.ByResources(Set.of(resource));
        Share[] found = new Share[1];
        rows.all(new ShareQuery(shape, KINDS, Optional.empty(), PAGE), share -> {
            if (ShareFilter.grantee(share).equals(grantee)) {
                found[0] = share;
            }
            return found[0] == null;
        });
        return Optional.ofNullable(found[0]);
    }

    /**
     * One share, if the caller made, owns, receives or manages it.
     *
     * @throws NotFound when there is none for the caller to see
     */
    public Share get(Caller caller, ShareId id) {
        return seen(caller, rows.find(id).orElseThrow(ShareRepository::missing));
    }

    /** The share of exactly this resource with exactly this receiver. */
    public Share get(Caller caller, ResourceId resource, Grantee grantee) {
        return seen(caller, find(ShareRules.id(resource), Optional.of(grantee)).orElseThrow(ShareRepository::missing));
    }

    private Share seen(Caller caller, Share share) {
        boolean known = (share instanceof UserShare || share instanceof GroupShare) && !share.hasExpired(rules.now());
        if (known
                && ScopeRights.isUser(caller)
                && (ShareRules.isOwn(caller, share)
                        || isReceiver(caller, share)
                        || rules.maySeeSharesOf(caller, share))) {
            return share;
        }
        throw ShareRepository.missing();
    }

    public static boolean isReceiver(Caller caller, Share share) {
        return switch (share) {
            case UserShare user -> user.grantee().equals(caller.user());
            case GroupShare group -> caller.groups().contains(group.grantee());
            case OcmIn incoming ->
                switch (incoming.grantee()) {
                    case ToUser to -> to.user().equals(caller.user());
                    case ToGroup to -> caller.groups().contains(to.group());
                };
            default -> false;
        };
    }

    /**
     * Pushes the shares that a caller owns or made; where resources or spaces are named, all shares of these that the
     * caller may see. Ordered by id.
     *
     * @param after only shares behind this one; empty for all
     */
    public void list(Caller caller, ShareFilter filter, String after, Sink<Share> sink) {
        if (!ScopeRights.isUser(caller)) {
            return;
        }
        Optional<ShareId> last = after.isEmpty() ? Optional.empty() : Optional.of(new ShareId(after));
        Cache<ResourceId, Boolean> open =
                Caffeine.newBuilder().maximumSize(REMEMBERED).build();
        rows.all(new ShareQuery(shape(caller, filter), KINDS, last, PAGE), share -> {
            boolean wanted = filter.test(share)
                    && !share.hasExpired(rules.now())
                    && (ShareRules.isOwn(caller, share) || mayBeTold(caller, share, open));
            return !wanted || sink.accept(share);
        });
    }

    private boolean mayBeTold(Caller caller, Share share, Cache<ResourceId, Boolean> open) {
        return open.get(ShareRules.id(share.resource().orElseThrow()), id -> rules.maySeeSharesOf(caller, share));
    }

    public static ShareQuery.Shape shape(Caller caller, ShareFilter filter) {
        if (!filter.resources().isEmpty()) {
            if (filter.resources().size() > 1000) {
                throw new InvalidArgument("ask for at most 1000 resources at once");
            }
            return new ShareQuery.ByResources(
                    filter.resources().stream().map(ShareRules::id).collect(Collectors.toUnmodifiableSet()));
        }
        if (filter.spaces().size() == 1) {
            return filter.spaces().iterator().next();
        }
        return new ShareQuery.ByOwner(caller.user());
    }

    /**
     * A change of a share; what is empty stays.
     *
     * @param expires the new end, or no end at all
     */
    public record Change(Optional<Rights> rights, Optional<Expiry> expires, Optional<String> description) {

        /** @param at empty for a share without end */
        public record Expiry(Optional<Instant> at) {}

        public static Change rights(Rights rights) {
            return new Change(Optional.of(rights), Optional.empty(), Optional.empty());
        }
    }

    /** Changes a share. What is given beyond its present rights, the caller must have. */
    public Share update(Caller caller, ShareId id, Change change) {
        change.expires().flatMap(Change.Expiry::at).ifPresent(rules::requireFuture);
        change.description().ifPresent(text -> ShareRules.requireSound(text, Map.of()));
        return rows.by(caller).change(id, before -> {
            Share share = seen(caller, before);
            rules.requireOwnOrManaged(caller, share, Right.UPDATE_GRANT);
            change.rights()
                    .filter(wanted -> isMore(share.rights(), wanted))
                    .ifPresent(wanted -> rules.shareable(
                            caller, Target.id(ShareRules.id(share.resource().orElseThrow())), wanted));
            Share.Builder<?, ?> builder = share.toBuilder();
            change.rights().ifPresent(builder::rights);
            change.description().ifPresent(builder::description);
            change.expires().ifPresent(end -> end.at().ifPresentOrElse(builder::expires, builder::neverExpires));
            return rules.judged(caller, builder.modified(rules.now()).build());
        });
    }

    /** A denial is more than any rights, and any rights are more than a denial. */
    private static boolean isMore(Rights before, Rights wanted) {
        return before.isEmpty() != wanted.isEmpty() || !before.and(wanted).equals(wanted);
    }

    /** Ends a share. */
    public void remove(Caller caller, ShareId id) {
        Optional<Share> removed = rows.by(caller).remove(id, before -> {
            Share share = seen(caller, before);
            rules.requireOwnOrManaged(caller, share, Right.REMOVE_GRANT);
            return share;
        });
        if (removed.isEmpty()) {
            throw ShareRepository.missing();
        }
    }
}
