/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.UserId;
import org.weft.spi.storage.Grant.Grantee;
import org.weft.spi.storage.Kind;

/**
 * A share that somebody at another site gave to a user or group here. The pair of {@link #host} and {@link #remoteId}
 * is unique.
 */
public final class OcmIn extends Share {

    private final Grantee grantee;
    private final String host;
    private final String remoteId;
    private final String name;
    private final Kind kind;
    private final String protocols;
    private final @Nullable String secretHash;

    private OcmIn(Builder builder) {
        super(builder);
        this.grantee = builder.grantee;
        this.host = builder.host;
        this.remoteId = builder.remoteId;
        this.name = builder.name;
        this.kind = builder.kind;
        this.protocols = builder.protocols;
        this.secretHash = builder.secretHash;
    }

    /**
     * Starts a received share.
     *
     * @param owner the owner at the other site
     * @param grantee the user or group here
     * @param host the sending site, as in {@link RemoteParty#host}
     * @param remoteId the sender's id for the share
     */
    public static Builder builder(ShareId id, UserId owner, Grantee grantee, String host, String remoteId) {
        return new Builder(id, owner, grantee, host, remoteId);
    }

    public Grantee grantee() {
        return grantee;
    }

    public String host() {
        return host;
    }

    public String remoteId() {
        return remoteId;
    }

    /** A name fit for one path segment; what the sender called it otherwise is among the attributes. */
    public String name() {
        return name;
    }

    /** File or folder, as far as is known; some senders call everything a file. */
    public Kind kind() {
        return kind;
    }

    /** How to get at the resource, secrets encrypted, as the kernel writes it; opaque to stores. */
    public String protocols() {
        return protocols;
    }

    /** A keyed hash of the secret, by which the row is found; unique among all shares that have one. */
    public Optional<String> secretHash() {
        return Optional.ofNullable(secretHash);
    }

    @Override
    public Builder toBuilder() {
        Builder builder = new Builder(id(), owner(), grantee, host, remoteId).startingFrom(this);
        builder.name = name;
        builder.kind = kind;
        builder.protocols = protocols;
        builder.secretHash = secretHash;
        return builder;
    }

    /** See {@link Share.Builder}. */
    public static final class Builder extends Share.Builder<OcmIn, Builder> {
        private final Grantee grantee;
        private final String host;
        private final String remoteId;
        private String name = "";
        private Kind kind = Kind.FOLDER;
        private String protocols = "";
        private @Nullable String secretHash;

        private Builder(ShareId id, UserId owner, Grantee grantee, String host, String remoteId) {
            super(id, null, owner);
            this.grantee = grantee;
            this.host = host;
            this.remoteId = remoteId;
        }

        public Builder name(String value) {
            this.name = value;
            return this;
        }

        public Builder kind(Kind value) {
            this.kind = value;
            return this;
        }

        public Builder protocols(String value) {
            this.protocols = value;
            return this;
        }

        public Builder secretHash(String value) {
            this.secretHash = value;
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        public OcmIn build() {
            return new OcmIn(this);
        }
    }
}
