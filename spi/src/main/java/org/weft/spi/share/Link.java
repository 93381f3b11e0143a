/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.UserId;

/**
 * A share with whoever knows a token; or, without rights, only a way to the resource for people who have access anyway. Tokens
 * are unique among all links and compared byte by byte.
 */
public final class Link extends Share {

    private final String token;
    private final String displayName;
    private final @Nullable String passwordHash;
    private final boolean quick;
    private final boolean notifyUploads;
    private final String notifyRecipients;

    private Link(Builder builder) {
        super(builder);
        this.token = builder.token;
        this.displayName = builder.displayName;
        this.passwordHash = builder.passwordHash;
        this.quick = builder.quick;
        this.notifyUploads = builder.notifyUploads;
        this.notifyRecipients = builder.notifyRecipients;
    }

    /**
     * Starts a link that gives no rights yet.
     *
     * @param token at least 15 letters and digits, made by the kernel
     */
    public static Builder builder(ShareId id, ResourceId resource, UserId owner, String token) {
        return new Builder(id, resource, owner, token);
    }

    /** What the URL carries; it is shown to the owner again and so kept as it is. */
    public String token() {
        return token;
    }

    /** What the owner called it; may be empty. */
    public String displayName() {
        return displayName;
    }

    /** The hash of the password, where one protects the link. */
    public Optional<String> passwordHash() {
        return Optional.ofNullable(passwordHash);
    }

    /**
     * Whether it gives no right at all: it leads people of the site who have access anyway, once they are signed in, and has no
     * password.
     */
    public boolean isInternal() {
        return rights().isEmpty();
    }

    /** Whether it is the owner's one quick link to the resource. */
    public boolean isQuick() {
        return quick;
    }

    /** Whether the owner wants to hear of uploads. */
    public boolean notifiesUploads() {
        return notifyUploads;
    }

    /** Mail addresses besides the owner's, separated by commas; may be empty. */
    public String notifyRecipients() {
        return notifyRecipients;
    }

    @Override
    public Builder toBuilder() {
        Builder builder = new Builder(id(), resource().orElseThrow(), owner(), token).startingFrom(this);
        builder.displayName = displayName;
        builder.passwordHash = passwordHash;
        builder.quick = quick;
        builder.notifyUploads = notifyUploads;
        builder.notifyRecipients = notifyRecipients;
        return builder;
    }

    /** See {@link Share.Builder}. */
    public static final class Builder extends Share.Builder<Link, Builder> {
        private String token;
        private String displayName = "";
        private @Nullable String passwordHash;
        private boolean quick;
        private boolean notifyUploads;
        private String notifyRecipients = "";

        private Builder(ShareId id, ResourceId resource, UserId owner, String token) {
            super(id, resource, owner);
            this.token = token;
        }

        /** Another token: the old URL ends. */
        public Builder token(String value) {
            this.token = value;
            return this;
        }

        public Builder displayName(String value) {
            this.displayName = value;
            return this;
        }

        public Builder passwordHash(String value) {
            this.passwordHash = value;
            return this;
        }

        /** Opens the link to whoever has the URL. */
        public Builder noPassword() {
            this.passwordHash = null;
            return this;
        }

        public Builder quick(boolean value) {
            this.quick = value;
            return this;
        }

        public Builder notifyUploads(boolean value) {
            this.notifyUploads = value;
            return this;
        }

        public Builder notifyRecipients(String value) {
            this.notifyRecipients = value;
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        public Link build() {
            return new Link(this);
        }
    }
}
