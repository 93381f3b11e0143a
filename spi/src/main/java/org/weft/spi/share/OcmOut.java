/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.spi.UserId;

/** A share that was given to somebody at another site by Open Cloud Mesh. At most one for each resource and recipient. */
public final class OcmOut extends Share {

    private final String name;
    private final RemoteParty recipient;
    private final String secretHash;
    private final Set<String> requirements;
    private final String protocols;
    private final Delivery delivery;
    private final @Nullable String remoteId;

    private OcmOut(Builder builder) {
        super(builder);
        this.name = builder.name;
        this.recipient = builder.recipient;
        this.secretHash = builder.secretHash;
        this.requirements = builder.requirements;
        this.protocols = builder.protocols;
        this.delivery = builder.delivery;
        this.remoteId = builder.remoteId;
    }

    /**
     * Starts a share that gives no rights and is not delivered yet.
     *
     * @param secretHash a deterministic hash of the random secret that the receiver gets; rows are found by it
     */
    public static Builder builder(
            ShareId id, ResourceId resource, UserId owner, RemoteParty recipient, String secretHash) {
        return new Builder(id, resource, owner, recipient, secretHash);
    }

    /** The resource's name as the receiver was told. */
    public String name() {
        return name;
    }

    public RemoteParty recipient() {
        return recipient;
    }

    public String secretHash() {
        return secretHash;
    }

    /** What the receiver must do, in OCM's words, such as {@code must-exchange-token}. */
    public Set<String> requirements() {
        return requirements;
    }

    /** The offered protocols besides WebDAV, as the kernel writes them; opaque to stores. */
    public String protocols() {
        return protocols;
    }

    public Delivery delivery() {
        return delivery;
    }

    /** The receiver's own id for the share, where it told one. */
    public Optional<String> remoteId() {
        return Optional.ofNullable(remoteId);
    }

    @Override
    public Builder toBuilder() {
        Builder builder =
                new Builder(id(), resource().orElseThrow(), owner(), recipient, secretHash).startingFrom(this);
        builder.name = name;
        builder.requirements = requirements;
        builder.protocols = protocols;
        builder.delivery = delivery;
        builder.remoteId = remoteId;
        return builder;
    }

    /** How far the message to the other site got. */
    public enum Delivery {
        /** To be sent, or to be tried again. */
        PENDING,
        /** The other site has it. */
        SENT,
        /** The other site refused it for good. */
        FAILED
    }

    /** See {@link Share.Builder}. */
    public static final class Builder extends Share.Builder<OcmOut, Builder> {
        private final RemoteParty recipient;
        private String secretHash;
        private String name = "";
        private Set<String> requirements = Set.of();
        private String protocols = "";
        private Delivery delivery = Delivery.PENDING;
        private @Nullable String remoteId;

        private Builder(ShareId id, ResourceId resource, UserId owner, RemoteParty recipient, String secretHash) {
            super(id, resource, owner);
            this.recipient = recipient;
            this.secretHash = secretHash;
        }

        public Builder name(String value) {
            this.name = value;
            return this;
        }

        /** Another secret: the old one ends. */
        public Builder secretHash(String value) {
            this.secretHash = value;
            return this;
        }

        public Builder requirements(Set<String> value) {
            this.requirements = Set.copyOf(value);
            return this;
        }

        public Builder protocols(String value) {
            this.protocols = value;
            return this;
        }

        public Builder delivery(Delivery value) {
            this.delivery = value;
            return this;
        }

        public Builder remoteId(String value) {
            this.remoteId = value;
            return this;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        public OcmOut build() {
            return new OcmOut(this);
        }
    }
}
