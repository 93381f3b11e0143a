/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.UserId;
import org.weft.spi.storage.Rights;

/**
 * Rights on a resource that somebody gave to somebody else. Immutable; the five kinds are its subclasses. Switch over
 * them with a default branch, because a later version may add one.
 */
public abstract sealed class Share permits UserShare, GroupShare, Link, OcmOut, OcmIn {

    private final ShareId id;
    private final long revision;
    private final @Nullable ResourceId resource;
    private final UserId owner;
    private final UserId creator;
    private final Rights rights;
    private final Instant created;
    private final Instant modified;
    private final @Nullable Instant expires;
    private final String description;
    private final Map<String, String> attributes;

    Share(Builder<?, ?> builder) {
        this.id = builder.id;
        this.revision = builder.revision;
        this.resource = builder.resource;
        this.owner = builder.owner;
        this.creator = builder.creator;
        this.rights = builder.rights;
        this.created = builder.created;
        this.modified = builder.modified;
        this.expires = builder.expires;
        this.description = builder.description;
        this.attributes = builder.attributes;
    }

    public final ShareId id() {
        return id;
    }

    /** Set by the store: 1 when inserted, and one more after every {@link ShareStore#replace}. */
    public final long revision() {
        return revision;
    }

    /** What is shared; empty only for {@link OcmIn}, whose resource lies at another site. */
    public final Optional<ResourceId> resource() {
        return Optional.ofNullable(resource);
    }

    /** Whose resource it is: access through the share happens with this user's rights at most. */
    public final UserId owner() {
        return owner;
    }

    /** Who made the share; another than the owner when it was passed on. */
    public final UserId creator() {
        return creator;
    }

    /** What the receiver may do; none at all is a denial. */
    public final Rights rights() {
        return rights;
    }

    public final Instant created() {
        return created;
    }

    public final Instant modified() {
        return modified;
    }

    /** The first moment at which the share no longer holds. */
    public final Optional<Instant> expires() {
        return Optional.ofNullable(expires);
    }

    /** Whether the share is over at that moment. */
    public final boolean hasExpired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }

    /** What the creator wrote about it; may be empty. */
    public final String description() {
        return description;
    }

    /** Further fields of clients, passed through unchanged; at most 64 entries of 4 KiB each. */
    public final Map<String, String> attributes() {
        return attributes;
    }

    /** A builder that starts from this share. */
    public abstract Builder<?, ?> toBuilder();

    /** Kind, id and resource; never a secret. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + " " + id + (resource == null ? "" : " of " + resource);
    }

    /**
     * Collects what all kinds have. Not thread-safe.
     *
     * @param <S> the kind that is built
     * @param <B> the builder's own type
     */
    public abstract static sealed class Builder<S extends Share, B extends Builder<S, B>>
            permits UserShare.Builder, GroupShare.Builder, Link.Builder, OcmOut.Builder, OcmIn.Builder {
        private final ShareId id;
        private final @Nullable ResourceId resource;
        private final UserId owner;
        private UserId creator;
        private long revision;
        private Rights rights = Rights.none();
        private Instant created = Instant.EPOCH;
        private Instant modified = Instant.EPOCH;
        private @Nullable Instant expires;
        private String description = "";
        private Map<String, String> attributes = Map.of();

        Builder(ShareId id, @Nullable ResourceId resource, UserId owner) {
            this.id = id;
            this.resource = resource;
            this.owner = owner;
            this.creator = owner;
        }

        final B startingFrom(Share share) {
            this.creator = share.creator;
            this.revision = share.revision;
            this.rights = share.rights;
            this.created = share.created;
            this.modified = share.modified;
            this.expires = share.expires;
            this.description = share.description;
            this.attributes = share.attributes;
            return self();
        }

        abstract B self();

        /** Who made the share, when it is not the owner. */
        public final B creator(UserId value) {
            this.creator = value;
            return self();
        }

        /** For stores: the row's revision. */
        public final B revision(long value) {
            this.revision = value;
            return self();
        }

        public final B rights(Rights value) {
            this.rights = value;
            return self();
        }

        public final B created(Instant value) {
            this.created = value;
            return self();
        }

        public final B modified(Instant value) {
            this.modified = value;
            return self();
        }

        public final B expires(Instant value) {
            this.expires = value;
            return self();
        }

        /** Makes the share last until it is removed. */
        public final B neverExpires() {
            this.expires = null;
            return self();
        }

        public final B description(String value) {
            this.description = value;
            return self();
        }

        public final B attributes(Map<String, String> value) {
            this.attributes = Map.copyOf(value);
            return self();
        }

        public abstract S build();
    }
}
