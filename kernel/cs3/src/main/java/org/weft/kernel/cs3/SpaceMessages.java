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
import org.weft.kernel.storage.spaces.ProjectSpaces;
import org.weft.kernel.storage.spaces.SpaceDescription;
import org.weft.kernel.storage.spaces.SpaceView;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;

/** Spaces in CS3's words. */
final class SpaceMessages {

    private SpaceMessages() {}

    static String type(SpaceView.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** A received thing is a part of a space: its id names it too. */
    static String id(SpaceView space) {
        return space.kind().isReceived() ? space.id().toString() : ResourceInfos.spaceId(space.id());
    }

    static StorageSpace message(SpaceView space) {
        StorageSpace.Builder message = StorageSpace.newBuilder()
                .setId(StorageSpaceId.newBuilder().setOpaqueId(id(space)))
                .setRoot(ResourceInfos.message(space.id()))
                .setName(space.name())
                .setQuota(QuotaMessages.message(space.quota()))
                .setSpaceType(type(space.kind()))
                .setDescription(space.words().description())
                .setPermissionSet(PermissionMessages.message(space.rights()));
        space.root()
                .ifPresent(
                        root -> message.setMtime(Timestamps.message(root.node().mtime()))
                                .setRootInfo(new ResourceInfos(Optional.empty()).message(root)));
        space.owner().ifPresent(owner -> message.setOwner(User.newBuilder().setId(IdentityMessages.message(owner))));
        opaque(space, message);
        return message.build();
    }

    /** What has no field of its own, under the keys that clients of the forks look for. */
    private static void opaque(SpaceView space, StorageSpace.Builder message) {
        SpaceDescription words = space.words();
        Opaque.Builder opaque = Opaque.newBuilder();
        put(opaque, "path", "/" + space.path());
        if (space.kind() == SpaceView.Kind.MOUNTPOINT) {
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
    static ProjectSpaces.Change change(UpdateStorageSpaceRequest request) {
        if (request.hasField()) {
            return change(request.getField());
        }
        StorageSpace space = request.getStorageSpace();
        Opaque opaque = space.getOpaque();
        Optional<UserId> owner = space.hasOwner() && space.getOwner().hasId()
                ? Optional.of(IdentityMessages.of(space.getOwner().getId()))
                : Optional.empty();
        return new ProjectSpaces.Change(
                told(space.getName()),
                space.hasQuota() ? bytes(space.getQuota().getQuotaMaxBytes()) : Optional.empty(),
                owner,
                RequestConditions.plain(opaque, "spaceAlias"),
                told(space.getDescription()).or(() -> RequestConditions.plain(opaque, "description")),
                RequestConditions.plain(opaque, "readme"),
                RequestConditions.plain(opaque, "image"));
    }

    private static Optional<String> told(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static ProjectSpaces.Change change(UpdateField field) {
        ProjectSpaces.Change none = ProjectSpaces.Change.NOTHING;
        return switch (field.getFieldCase()) {
            case NAME -> words(Optional.of(field.getName()), none.alias(), none.description());
            case ALIAS -> words(none.name(), Optional.of(field.getAlias()), none.description());
            case DESCRIPTION -> words(none.name(), none.alias(), Optional.of(field.getDescription()));
            case QUOTA ->
                new ProjectSpaces.Change(
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

    private static ProjectSpaces.Change words(
            Optional<String> name, Optional<String> alias, Optional<String> description) {
        ProjectSpaces.Change none = ProjectSpaces.Change.NOTHING;
        return new ProjectSpaces.Change(
                name, none.quota(), none.owner(), alias, description, none.readme(), none.thumbnail());
    }

    private static ProjectSpaces.Change metadata(SpaceMetadata metadata) {
        ProjectSpaces.Change none = ProjectSpaces.Change.NOTHING;
        Optional<String> id = Optional.of(metadata.getId());
        boolean readme = metadata.getType() == SpaceMetadata.Type.TYPE_README;
        if (!readme && metadata.getType() != SpaceMetadata.Type.TYPE_THUMBNAIL) {
            throw new InvalidArgument("the metadata of a space is a readme or a thumbnail");
        }
        return new ProjectSpaces.Change(
                none.name(),
                none.quota(),
                none.owner(),
                none.alias(),
                none.description(),
                readme ? id : none.readme(),
                readme ? none.thumbnail() : id);
    }
}
