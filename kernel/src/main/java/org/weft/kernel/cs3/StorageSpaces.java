/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.identity.user.v1beta1.User;
import com.cs3.storage.provider.v1beta1.SpaceMetadata;
import com.cs3.storage.provider.v1beta1.StorageSpace;
import com.cs3.storage.provider.v1beta1.StorageSpaceId;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceRequest.UpdateField;
import com.cs3.types.v1beta1.Opaque;
import com.cs3.types.v1beta1.OpaqueEntry;
import com.google.protobuf.ByteString;
import java.util.Locale;
import java.util.Optional;
import org.weft.kernel.storage.spaces.Projects;
import org.weft.kernel.storage.spaces.SpaceSeen;
import org.weft.kernel.storage.spaces.SpaceWords;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;

/** Spaces in CS3's words. */
final class StorageSpaces {

    private StorageSpaces() {}

    static String type(SpaceSeen.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** A received thing is a part of a space: its id names it too. */
    static String id(SpaceSeen space) {
        return space.kind().isReceived() ? space.id().toString() : ResourceInfos.spaceId(space.id());
    }

    static StorageSpace message(SpaceSeen space) {
        StorageSpace.Builder message = StorageSpace.newBuilder()
                .setId(StorageSpaceId.newBuilder().setOpaqueId(id(space)))
                .setRoot(ResourceInfos.message(space.id()))
                .setName(space.name())
                .setQuota(Quotas.message(space.quota()))
                .setSpaceType(type(space.kind()))
                .setDescription(space.words().description())
                .setPermissionSet(Permissions.message(space.rights()));
        space.root()
                .ifPresent(root -> message.setMtime(Times.message(root.node().mtime()))
                        .setRootInfo(new ResourceInfos(Optional.empty()).message(root)));
        space.owner().ifPresent(owner -> message.setOwner(User.newBuilder().setId(Identities.message(owner))));
        opaque(space, message);
        return message.build();
    }

    /** What has no field of its own, under the keys that clients of the forks look for. */
    private static void opaque(SpaceSeen space, StorageSpace.Builder message) {
        SpaceWords words = space.words();
        Opaque.Builder opaque = Opaque.newBuilder();
        put(opaque, "path", "/" + space.path());
        if (space.kind() == SpaceSeen.Kind.MOUNTPOINT) {
            space.root().ifPresent(root -> {
                put(opaque, "grantStorageID", root.id().storage());
                put(opaque, "grantSpaceID", root.id().space().value());
                put(opaque, "grantOpaqueID", root.id().node().value());
            });
        }
        put(opaque, "spaceAlias", words.alias());
        put(opaque, "description", words.description());
        put(opaque, "readme", words.readme());
        put(opaque, "image", words.thumbnail());
        if (space.disabled().isPresent()) {
            put(opaque, "trashed", "trashed");
        }
        message.setOpaque(opaque);
    }

    private static void put(Opaque.Builder opaque, String key, String value) {
        if (!value.isEmpty()) {
            opaque.putMap(
                    key,
                    OpaqueEntry.newBuilder()
                            .setDecoder("plain")
                            .setValue(ByteString.copyFromUtf8(value))
                            .build());
        }
    }

    /** Bytes as they are sent, without a sign. */
    static Optional<Long> bytes(long sent) {
        if (sent < 0) {
            throw new InvalidArgument("the quota is larger than any storage");
        }
        return Optional.of(sent);
    }

    /** The one field that is named, as the gateway's clients do; without one, whatever the space tells. */
    static Projects.Change change(UpdateStorageSpaceRequest request) {
        if (request.hasField()) {
            return change(request.getField());
        }
        StorageSpace space = request.getStorageSpace();
        Opaque opaque = space.getOpaque();
        Optional<UserId> owner = space.hasOwner() && space.getOwner().hasId()
                ? Optional.of(Identities.of(space.getOwner().getId()))
                : Optional.empty();
        return new Projects.Change(
                told(space.getName()),
                space.hasQuota() ? bytes(space.getQuota().getQuotaMaxBytes()) : Optional.empty(),
                owner,
                Conditions.plain(opaque, "spaceAlias"),
                told(space.getDescription()).or(() -> Conditions.plain(opaque, "description")),
                Conditions.plain(opaque, "readme"),
                Conditions.plain(opaque, "image"));
    }

    private static Optional<String> told(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Projects.Change change(UpdateField field) {
        Projects.Change none = Projects.Change.NOTHING;
        return switch (field.getFieldCase()) {
            case NAME -> words(Optional.of(field.getName()), none.alias(), none.description());
            case ALIAS -> words(none.name(), Optional.of(field.getAlias()), none.description());
            case DESCRIPTION -> words(none.name(), none.alias(), Optional.of(field.getDescription()));
            case QUOTA ->
                new Projects.Change(
                        none.name(),
                        bytes(field.getQuota().getQuotaMaxBytes()),
                        none.owner(),
                        none.alias(),
                        none.description(),
                        none.readme(),
                        none.thumbnail());
            case METADATA -> metadata(field.getMetadata());
            case FIELD_NOT_SET -> none;
        };
    }

    private static Projects.Change words(Optional<String> name, Optional<String> alias, Optional<String> description) {
        Projects.Change none = Projects.Change.NOTHING;
        return new Projects.Change(
                name, none.quota(), none.owner(), alias, description, none.readme(), none.thumbnail());
    }

    private static Projects.Change metadata(SpaceMetadata metadata) {
        Projects.Change none = Projects.Change.NOTHING;
        Optional<String> id = Optional.of(metadata.getId());
        boolean readme = metadata.getType() == SpaceMetadata.Type.TYPE_README;
        if (!readme && metadata.getType() != SpaceMetadata.Type.TYPE_THUMBNAIL) {
            throw new InvalidArgument("the metadata of a space is a readme or a thumbnail");
        }
        return new Projects.Change(
                none.name(),
                none.quota(),
                none.owner(),
                none.alias(),
                none.description(),
                readme ? id : none.readme(),
                readme ? none.thumbnail() : id);
    }
}
