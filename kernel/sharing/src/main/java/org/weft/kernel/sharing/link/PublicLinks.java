/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.Link;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/**
 * Public links, as those who make them see them. A link gives what its row says and never more than its creator may do at
 * that moment; so it ends with its row, its end, its creator's rights or its resource. A link without rights, an internal
 * one, gives nothing and so may be made by whoever sees the resource. Thread-safe.
 */
public final class PublicLinks {

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_TEXT = 4000;
    private static final int PAGE = 500;

    /** Rights that a link must not have beyond its creator; the others are left out where the creator lacks them. */
    private static final Rights ESSENTIAL = Rights.of(
            Right.LIST_CONTAINER, Right.DOWNLOAD, Right.UPLOAD, Right.CREATE_CONTAINER, Right.DELETE, Right.MOVE);

    private final ShareRepository rows;
    private final FileService files;
    private final LinkPolicies policies;
    private final LinkPasswords passwords;
    private final LinkRules rules;
    private final Clock clock;
    private final LinkTokens ids = new LinkTokens();

    PublicLinks(
            ShareRepository rows,
            FileService files,
            LinkPolicies policies,
            LinkPasswords passwords,
            LinkRules rules,
            Clock clock) {
        this.rows = rows;
        this.files = files;
        this.policies = policies;
        this.passwords = passwords;
        this.rules = rules;
        this.clock = clock;
    }

    /** What the site lets people do. */
    public LinkRules rules() {
        return rules;
    }

    /**
     * Makes a link. For a quick link that is there already that one is the answer.
     *
     * @throws Forbidden without the right to share (of which an internal link needs none), for more rights than one's own,
     *     and where the site or a policy says no
     * @throws InvalidArgument for what the site's rules don't fit
     */
    public Link create(Caller caller, Target target, NewLink wanted) {
        if (!rules.enabled()) {
            throw new Forbidden("this site has no public links");
        }
        Resource resource = wanted.isInternal() ? seen(caller, target) : sharable(caller, target);
        ResourceId id = id(resource);
        if (wanted.quick()) {
            Optional<Link> present = quick(caller.user(), id);
            if (present.isPresent()) {
                return present.get();
            }
        }
        Instant now = clock.instant();
        ShareId row = wanted.quick() ? LinkTokens.quick(caller.user(), id) : new ShareId(ids.token());
        Link.Builder builder = Link.builder(row, id, resource.owner().orElse(caller.user()), ids.token())
                .creator(caller.user())
                .rights(wanted.isInternal() ? Rights.none() : allowed(wanted.rights(), resource.rights()))
                .created(now)
                .modified(now)
                .displayName(name(wanted.displayName()))
                .description(text(wanted.description()))
                .quick(wanted.quick())
                .notifyUploads(wanted.notifyUploads())
                .notifyRecipients(text(wanted.notifyRecipients()));
        end(builder, wanted.expires());
        if (wanted.isInternal()) {
            requireNoPassword(wanted.password());
        } else {
            password(builder, wanted.password());
        }
        Share link = policies.judged(caller, builder.build());
        return (Link)
                (wanted.quick() ? insertOnce(caller, link) : rows.by(caller).insert(link));
    }

    /** Of several quick links that are made at once, on one node or more, all answer with the one that came first. */
    private Share insertOnce(Caller caller, Share link) {
        while (true) {
            try {
                return rows.by(caller).insert(link);
            } catch (AlreadyExists taken) {
                Optional<Share> first = rows.find(link.id());
                if (first.filter(share -> !share.hasExpired(clock.instant())).isPresent()) {
                    return first.get();
                }
                rows.by(caller).remove(link.id(), this::over);
            }
        }
    }

    private Share over(Share share) {
        if (share.hasExpired(clock.instant())) {
            return share;
        }
        throw new Conflict("somebody made the same quick link meanwhile; ask for it again");
    }

    private Optional<Link> quick(UserId creator, ResourceId resource) {
        Instant now = clock.instant();
        return of(resource).stream()
                .filter(link -> link.isQuick() && link.creator().equals(creator) && !link.hasExpired(now))
                .findFirst();
    }

    private List<Link> of(ResourceId resource) {
        List<Link> links = new ArrayList<>();
        ShareQuery query = new ShareQuery(
                new ShareQuery.ByResources(Set.of(resource)), Set.of(Link.class), Optional.empty(), PAGE);
        rows.all(query, share -> links.add((Link) share));
        return links;
    }

    private Resource seen(Caller caller, Target target) {
        if (!ScopeRights.isUser(caller)) {
            throw new Forbidden("whoever came by a link or share can't pass it on");
        }
        return files.stat(caller, target, StatSpec.node());
    }

    private Resource sharable(Caller caller, Target target) {
        Resource resource = seen(caller, target);
        if (!resource.rights().has(Right.ADD_GRANT)) {
            throw new Forbidden("you may not share this");
        }
        ShareRules.requireJudged(files, caller, target);
        return resource;
    }

    private static ResourceId id(Resource resource) {
        return new ResourceId(
                resource.id().storage(), resource.id().space(), resource.id().node());
    }

    private static Rights allowed(Rights wanted, Rights own) {
        Rights rights = wanted.and(LinkType.MOST);
        if (rights.and(ESSENTIAL).isEmpty()) {
            throw new InvalidArgument("a link gives at least one right to read or write");
        }
        if (!rights.and(ESSENTIAL).and(own).equals(rights.and(ESSENTIAL))) {
            throw new Forbidden("a link can't give more rights than you have yourself");
        }
        return rights.and(own);
    }

    private static String name(String text) {
        if (text.length() > LONGEST_NAME) {
            throw new InvalidArgument("a link's name has at most " + LONGEST_NAME + " characters");
        }
        return text;
    }

    private static String text(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw new InvalidArgument("a text has at most " + LONGEST_TEXT + " characters");
        }
        return text;
    }

    private void end(Link.Builder builder, Optional<Instant> wanted) {
        Instant now = clock.instant();
        Optional<Instant> latest = rules.maxLifetime().map(now::plus);
        if (wanted.isPresent() && !wanted.get().isAfter(now)) {
            throw new InvalidArgument("a link's end lies in the future");
        }
        if (wanted.isPresent() && latest.filter(wanted.get()::isAfter).isPresent()) {
            throw new InvalidArgument("links last until " + latest.get() + " at most here");
        }
        Optional<Instant> end = wanted.or(() -> latest);
        if (end.isPresent()) {
            builder.expires(end.get());
        } else {
            builder.neverExpires();
        }
    }

    private void password(Link.Builder builder, Optional<String> wanted) {
        Optional<String> given = wanted.filter(text -> !text.isEmpty());
        if (given.isPresent()) {
            builder.passwordHash(passwords.hash(given.get()));
        } else if (rules.passwordRequired()) {
            throw new InvalidArgument("links need a password here");
        } else {
            builder.noPassword();
        }
    }

    private static void requireNoPassword(Optional<String> wanted) {
        if (wanted.filter(text -> !text.isEmpty()).isPresent()) {
            throw new InvalidArgument("an internal link has no password: whoever follows it signs in");
        }
    }

    /** One link of the caller's: made by the caller, or of a resource that is the caller's. */
    public Link get(Caller caller, ShareId id) {
        return mine(caller, rows.get(id));
    }

    /** The same by its token. */
    public Link byToken(Caller caller, String token) {
        return mine(caller, find(token).orElseThrow(ShareRepository::missing));
    }

    private static Link mine(Caller caller, Share share) {
        if (share instanceof Link link && ScopeRights.isUser(caller) && isMine(caller, link)) {
            return link;
        }
        throw ShareRepository.missing();
    }

    private static boolean isMine(Caller caller, Link link) {
        return link.creator().equals(caller.user()) || link.owner().equals(caller.user());
    }

    /** The link with a token, whoever asks. */
    Optional<Link> find(String token) {
        if (!LinkTokens.isToken(token)) {
            return Optional.empty();
        }
        ShareQuery query = new ShareQuery(new ShareQuery.ByToken(token), Set.of(Link.class), Optional.empty(), 1);
        return rows.page(query).stream().map(Link.class::cast).findFirst();
    }

    /**
     * Which links are wanted; an empty set means any.
     *
     * @param resources exactly these
     */
    public record Filter(Set<ResourceId> resources, Set<UserId> owners, Set<UserId> creators) {
        public Filter {
            resources = Set.copyOf(resources);
            owners = Set.copyOf(owners);
            creators = Set.copyOf(creators);
        }

        public static Filter any() {
            return new Filter(Set.of(), Set.of(), Set.of());
        }

        private boolean fits(Link link) {
            return (resources.isEmpty()
                            || link.resource().filter(resources::contains).isPresent())
                    && (owners.isEmpty() || owners.contains(link.owner()))
                    && (creators.isEmpty() || creators.contains(link.creator()));
        }
    }

    /**
     * The caller's links, ordered by id.
     *
     * @param after only links whose id is greater
     * @param limit at most so many
     */
    public List<Link> list(Caller caller, Filter filter, Optional<ShareId> after, int limit) {
        List<Link> found = new ArrayList<>();
        if (!ScopeRights.isUser(caller)) {
            return found;
        }
        ShareQuery.Shape shape = filter.resources().isEmpty()
                ? new ShareQuery.ByOwner(caller.user())
                : new ShareQuery.ByResources(filter.resources());
        rows.all(new ShareQuery(shape, Set.of(Link.class), after, PAGE), share -> {
            if (share instanceof Link link && isMine(caller, link) && filter.fits(link)) {
                found.add(link);
            }
            return found.size() < limit;
        });
        return found;
    }

    /** Changes one thing about a link of the caller's. */
    public Link update(Caller caller, ShareId id, LinkChange change) {
        return (Link) rows.by(caller).change(id, share -> {
            Link link = mine(caller, share);
            Link.Builder builder = link.toBuilder().modified(clock.instant());
            apply(caller, link, builder, change);
            return policies.judged(caller, builder.build());
        });
    }

    private void apply(Caller caller, Link link, Link.Builder builder, LinkChange change) {
        switch (change) {
            case LinkChange.ToRights to -> rights(caller, link, builder, to);
            case LinkChange.ToPassword to -> {
                if (link.isInternal()) {
                    requireNoPassword(to.password());
                } else {
                    password(builder, to.password());
                }
            }
            case LinkChange.ToExpiry to -> end(builder, to.expires());
            case LinkChange.ToDisplayName to -> builder.displayName(name(to.name()));
            case LinkChange.ToDescription to -> builder.description(text(to.text()));
            case LinkChange.ToNotifyUploads to -> builder.notifyUploads(to.wanted());
            case LinkChange.ToNotifyRecipients to -> builder.notifyRecipients(text(to.addresses()));
        }
    }

    /** A public link that becomes an internal one, and the other way round, keeps its token. */
    private void rights(Caller caller, Link link, Link.Builder builder, LinkChange.ToRights to) {
        if (to.rights().isEmpty()) {
            builder.rights(Rights.none()).noPassword();
            return;
        }
        builder.rights(allowed(to.rights(), rightsOf(caller, link)));
        if (link.isInternal()) {
            password(builder, to.password());
        }
    }

    private Rights rightsOf(Caller caller, Link link) {
        return sharable(caller, target(link)).rights();
    }

    /** The resource behind a link. */
    public static Target target(Link link) {
        ResourceId id = link.resource().orElseThrow();
        return Target.id(new org.weft.kernel.storage.resource.ResourceId(id.storage(), id.space(), id.node()));
    }

    /**
     * Removes a link of the caller's.
     *
     * @throws NotFound when it is gone already
     */
    public void remove(Caller caller, ShareId id) {
        if (rows.by(caller).remove(id, share -> mine(caller, share)).isEmpty()) {
            throw ShareRepository.missing();
        }
    }

    /**
     * What an internal link leads to, as the caller sees it.
     *
     * @throws NotFound when it is gone, and for who has no access
     * @throws Forbidden for who has no account here
     */
    public Resource follow(Caller caller, Link link) {
        if (!ScopeRights.isUser(caller)) {
            throw new Forbidden("this link leads people who have an account here and are signed in");
        }
        return files.stat(caller, target(link), StatSpec.node());
    }

    /** What a link of the caller's leads to, as the caller sees it; empty when it is gone. */
    public Optional<Resource> resource(Caller caller, Link link) {
        try {
            return Optional.of(files.stat(caller, target(link), StatSpec.node()));
        } catch (NotFound | Forbidden gone) {
            return Optional.empty();
        }
    }
}
