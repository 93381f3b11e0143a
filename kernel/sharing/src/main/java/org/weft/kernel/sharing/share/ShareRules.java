/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.namespace.BatchLookup;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/**
 * What holds for all kinds of shares: who may share what, for how long, and who may see and change a share. The site's own
 * policies are asked last. Thread-safe.
 */
public final class ShareRules {

    private static final Logger LOG = LoggerFactory.getLogger(ShareRules.class);
    private static final int MOST_ATTRIBUTES = 64;
    private static final int LONGEST = 4096;

    private final FileService files;
    private final List<DriverHandle<SharePolicy>> policies;
    private final Clock clock;

    public ShareRules(FileService files, List<DriverHandle<SharePolicy>> policies, Clock clock) {
        this.files = files;
        this.policies = List.copyOf(policies);
        this.clock = clock;
    }

    public Instant now() {
        return clock.instant();
    }

    /** An id that no share ever had. */
    public static ShareId freshId() {
        return new ShareId(UUID.randomUUID().toString());
    }

    /**
     * The resource that a caller wants to share.
     *
     * @param rights what the share gives; none at all is a denial
     * @throws NotFound when the caller may not see it
     * @throws Forbidden when the caller may not share it, or has less than these rights
     * @throws Unsupported where nothing can be shared
     */
    public Resource shareable(Caller caller, Target target, Rights rights) {
        if (!ScopeRights.isUser(caller)) {
            throw new Forbidden("only a signed-in user can share");
        }
        Resource resource = files.stat(caller, target, StatSpec.node());
        if (!files.abilities(caller, target).grants()) {
            throw new Unsupported("nothing can be shared here: the storage keeps no rights of others");
        }
        require(resource, rights.isEmpty() ? Right.DENY_GRANT : Right.ADD_GRANT);
        requireJudged(files, caller, target);
        requireWithin(resource.rights(), rights);
        return resource;
    }

    /** Refuses where a share would let nobody in, because the storage's own driver judges and knows of none. */
    public static void requireJudged(FileService files, Caller caller, Target target) {
        if (!files.kernelEnforces(caller, target)) {
            throw new Unsupported(
                    "nothing can be shared here: the storage judges by itself who may do what; give rights"
                            + " to others there");
        }
    }

    private static void require(Resource resource, Right right) {
        if (!resource.rights().has(right)) {
            throw new Forbidden(
                    right == Right.DENY_GRANT
                            ? "you may not close this to others"
                            : "you may not share this: the right to give rights to others is missing");
        }
    }

    static void requireWithin(Rights own, Rights wanted) {
        if (!own.and(wanted).equals(wanted)) {
            throw new Forbidden("you can only give rights that you have yourself");
        }
    }

    /** Refuses an end that is over. */
    public void requireFuture(Instant expires) {
        if (!expires.isAfter(now())) {
            throw new InvalidArgument("the expiration of a share lies in the future");
        }
    }

    public static void requireSound(String description, Map<String, String> attributes) {
        if (description.length() > LONGEST) {
            throw new InvalidArgument("a description has at most " + LONGEST + " characters");
        }
        boolean tooLong = attributes.entrySet().stream()
                .anyMatch(entry -> entry.getKey().length() + entry.getValue().length() > LONGEST);
        if (attributes.size() >= MOST_ATTRIBUTES || tooLong) {
            throw new InvalidArgument("a share has fewer than " + MOST_ATTRIBUTES + " attributes of at most " + LONGEST
                    + " characters each");
        }
    }

    /** Whether the share is one's own: made by the caller, or of something that is the caller's. */
    public static boolean isOwn(Caller caller, Share share) {
        return share.owner().equals(caller.user()) || share.creator().equals(caller.user());
    }

    /** The resource of a share as the caller sees it; empty when it is not there, or not for the caller. */
    public Optional<Resource> resource(Caller caller, Share share) {
        return share.resource().flatMap(id -> resource(caller, id(id)));
    }

    /** The same, for one of the many shares that an answer tells of. */
    public static Optional<Resource> resource(BatchLookup lookup, Share share) {
        return share.resource().flatMap(id -> lookup.at(id(id)));
    }

    Optional<Resource> resource(Caller caller, ResourceId id) {
        try {
            return Optional.of(files.stat(caller, Target.id(id), StatSpec.node()));
        } catch (NotFound | Forbidden closed) {
            return Optional.empty();
        }
    }

    public static ResourceId id(org.weft.spi.share.ResourceId id) {
        return new ResourceId(id.storage(), id.space(), id.node());
    }

    public static org.weft.spi.share.ResourceId id(ResourceId id) {
        return new org.weft.spi.share.ResourceId(id.storage(), id.space(), id.node());
    }

    /**
     * Refuses who may not change or remove a share: it is for the owner of the resource, who made it, and who manages
     * the rights of others there and has all that the share gives: nobody narrows or ends what reaches beyond them.
     *
     * @param right what a manager needs, and everybody's token
     */
    public void requireOwnOrManaged(Caller caller, Share share, Right right) {
        if (!ScopeRights.isUser(caller)) {
            throw ShareRepository.missing();
        }
        ScopeRights.require(caller, right);
        if (isOwn(caller, share)) {
            return;
        }
        Rights rights = resource(caller, share).map(Resource::rights).orElse(Rights.none());
        if (!rights.has(right)) {
            throw new Forbidden("only its owner, its creator and those who manage rights here may change this share");
        }
        boolean beyond = share.rights().isEmpty()
                ? !rights.has(Right.DENY_GRANT)
                : !rights.and(share.rights()).equals(share.rights());
        if (beyond) {
            throw new Forbidden("this share gives more than you have yourself: its owner or its creator may change it");
        }
    }

    /** Whether somebody who neither made, owns nor receives a share may know of it. */
    public boolean maySeeSharesOf(Caller caller, Share share) {
        return ScopeRights.isUser(caller)
                && resource(caller, share)
                        .filter(resource -> resource.rights().has(Right.LIST_GRANTS))
                        .isPresent();
    }

    /**
     * Asks the site's own policies about a share as it would be stored.
     *
     * @return the share with what they leave of it
     * @throws Forbidden when one refuses
     */
    public Share judged(Caller caller, Share wanted) {
        Share share = wanted;
        for (DriverHandle<SharePolicy> policy : policies) {
            share = judged(caller, policy, share);
        }
        return share;
    }

    private static Share judged(Caller caller, DriverHandle<SharePolicy> policy, Share share) {
        SharePolicy.Verdict verdict;
        try (Lease<SharePolicy> lease = policy.acquire()) {
            verdict = lease.driver().judge(caller, share);
        } catch (WeftException refusal) {
            throw refusal;
        } catch (RuntimeException failure) {
            LOG.atWarn()
                    .addKeyValue("policy", policy.instance())
                    .setCause(failure)
                    .log("share-policy-failed");
            throw new Forbidden("the site's rules for sharing could not be asked about this share");
        }
        return switch (verdict) {
            case SharePolicy.Allow allow -> share;
            case SharePolicy.Refuse refuse ->
                throw new Forbidden("the site does not allow this share: " + refuse.reason());
            case SharePolicy.Narrow narrow -> narrowed(share, narrow);
        };
    }

    private static Share narrowed(Share share, SharePolicy.Narrow narrow) {
        Rights rights = share.rights().and(narrow.rights());
        if (rights.isEmpty() && !share.rights().isEmpty()) {
            throw new Forbidden("the site does not allow this share with any of these rights");
        }
        Share.Builder<?, ?> builder = share.toBuilder();
        builder.rights(rights);
        if (narrow.expires().isPresent()
                && share.expires().filter(narrow.expires().get()::isAfter).isEmpty()) {
            builder.expires(narrow.expires().get());
        }
        return builder.build();
    }
}
