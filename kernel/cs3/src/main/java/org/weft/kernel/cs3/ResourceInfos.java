/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.storage.provider.v1beta1.ArbitraryMetadata;
import com.cs3.storage.provider.v1beta1.ResourceChecksum;
import com.cs3.storage.provider.v1beta1.ResourceChecksumType;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import com.cs3.storage.provider.v1beta1.ResourceType;
import com.cs3.storage.provider.v1beta1.StorageSpace;
import com.cs3.storage.provider.v1beta1.StorageSpaceId;
import com.cs3.types.v1beta1.Opaque;
import com.cs3.types.v1beta1.OpaqueEntry;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.storage.resource.MediaTypes;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Rights;

/**
 * Resources in CS3's words. What neighbours in a listing have in common is made once. For one request; not
 * thread-safe.
 */
final class ResourceInfos {

    /** What Reva calls the type of a folder. */
    static final String FOLDER_TYPE = "httpd/unix-directory";

    private final Optional<Set<String>> fields;
    private @Nullable Rights rights;
    private ResourcePermissions permissions = ResourcePermissions.getDefaultInstance();
    private org.weft.spi.@Nullable UserId owner;
    private UserId ownerMessage = UserId.getDefaultInstance();
    private org.weft.kernel.storage.resource.@Nullable ResourceId parent;
    private ResourceId parentMessage = ResourceId.getDefaultInstance();
    private StorageSpace space = StorageSpace.getDefaultInstance();
    private String spaceText = "";

    /**
     * @param fields the fields that the client wants; empty for all
     */
    ResourceInfos(Optional<Set<String>> fields) {
        this.fields = fields;
    }

    private boolean wants(String field) {
        return fields.isEmpty() || fields.get().contains(field);
    }

    ResourceInfo message(Resource resource) {
        Node node = resource.node();
        ResourceInfo.Builder info = ResourceInfo.newBuilder();
        if (fields.isEmpty()) {
            info.setType(type(node))
                    .setId(message(resource.id()))
                    .setEtag('"' + node.etag() + '"')
                    .setMtime(Timestamps.message(node.mtime()))
                    .setPath(path(resource))
                    .setSize(node.size())
                    .setName(resource.name());
        } else {
            chosen(info, resource, fields.get());
        }
        if (wants("mime_type")) {
            info.setMimeType(mimeType(node));
        }
        if (wants("permission_set")) {
            info.setPermissionSet(permissions(resource.rights()));
        }
        if (wants("owner") && resource.owner().isPresent()) {
            info.setOwner(owner(resource.owner().get()));
        }
        if (wants("parent_id") && resource.parent().isPresent()) {
            info.setParentId(parent(resource.parent().get()));
        }
        if (wants("space")) {
            info.setSpace(space(resource.id()));
        }
        if (wants("checksum") && !node.checksums().isEmpty()) {
            checksums(info, node.checksums());
        }
        if (wants("target")) {
            node.target().ifPresent(info::setTarget);
        }
        locks(info, resource);
        metadata(info, resource);
        return info.build();
    }

    /** Of what every resource has, that which is asked for. */
    private static void chosen(ResourceInfo.Builder info, Resource resource, Set<String> fields) {
        Node node = resource.node();
        for (String field : fields) {
            switch (field) {
                case "type" -> info.setType(type(node));
                case "id" -> info.setId(message(resource.id()));
                case "etag" -> info.setEtag('"' + node.etag() + '"');
                case "mtime" -> info.setMtime(Timestamps.message(node.mtime()));
                case "path" -> info.setPath(path(resource));
                case "size" -> info.setSize(node.size());
                case "name" -> info.setName(resource.name());
                default -> {} // it is not a field of every resource, or of none
            }
        }
    }

    /** A path that the client can ask for, or where there is none a relative one. */
    static String path(Resource resource) {
        return (resource.inTree() ? "/" : "./") + resource.path();
    }

    static ResourceId message(org.weft.kernel.storage.resource.ResourceId id) {
        return ResourceId.newBuilder()
                .setStorageId(id.storage())
                .setSpaceId(id.space().value())
                .setOpaqueId(id.node().value())
                .build();
    }

    private static ResourceType type(Node node) {
        return switch (node.kind()) {
            case FILE -> ResourceType.RESOURCE_TYPE_FILE;
            case FOLDER -> ResourceType.RESOURCE_TYPE_CONTAINER;
            case SYMLINK -> ResourceType.RESOURCE_TYPE_SYMLINK;
        };
    }

    private static String mimeType(Node node) {
        return node.isFolder() ? FOLDER_TYPE : MediaTypes.of(node);
    }

    private ResourcePermissions permissions(Rights granted) {
        if (rights == null || !granted.equals(rights)) {
            rights = granted;
            permissions = PermissionMessages.message(granted);
        }
        return permissions;
    }

    private UserId owner(org.weft.spi.UserId id) {
        if (owner == null || !id.equals(owner)) {
            owner = id;
            ownerMessage = IdentityMessages.message(id);
        }
        return ownerMessage;
    }

    private ResourceId parent(org.weft.kernel.storage.resource.ResourceId id) {
        if (!id.equals(parent)) {
            parent = id;
            parentMessage = message(id);
        }
        return parentMessage;
    }

    private StorageSpace space(org.weft.kernel.storage.resource.ResourceId id) {
        String text = spaceId(id);
        if (!text.equals(spaceText)) {
            spaceText = text;
            space = StorageSpace.newBuilder()
                    .setId(StorageSpaceId.newBuilder().setOpaqueId(text))
                    .build();
        }
        return space;
    }

    /** The text form of a space's id. */
    static String spaceId(org.weft.kernel.storage.resource.ResourceId id) {
        return id.storage() + '$' + id.space();
    }

    private static void checksums(ResourceInfo.Builder info, List<Checksum> checksums) {
        Opaque.Builder others = Opaque.newBuilder();
        Checksum best = checksums.getFirst();
        for (Checksum checksum : checksums) {
            if (checksum.algorithm().compareTo(best.algorithm()) < 0) {
                best = checksum;
            }
        }
        for (Checksum checksum : checksums) {
            if (!checksum.equals(best)) {
                others.putMap(checksum.algorithm().name().toLowerCase(Locale.ROOT), plain(checksum.hex()));
            }
        }
        info.setChecksum(ResourceChecksum.newBuilder().setType(type(best)).setSum(best.hex()));
        if (others.getMapCount() > 0) {
            info.setOpaque(others);
        }
    }

    private static ResourceChecksumType type(Checksum checksum) {
        return switch (checksum.algorithm()) {
            case SHA1 -> ResourceChecksumType.RESOURCE_CHECKSUM_TYPE_SHA1;
            case MD5 -> ResourceChecksumType.RESOURCE_CHECKSUM_TYPE_MD5;
            case ADLER32 -> ResourceChecksumType.RESOURCE_CHECKSUM_TYPE_ADLER32;
            case SHA256 -> ResourceChecksumType.RESOURCE_CHECKSUM_TYPE_UNSET;
        };
    }

    private static OpaqueEntry plain(String text) {
        return OpaqueEntry.newBuilder()
                .setDecoder("plain")
                .setValue(ByteString.copyFromUtf8(text))
                .build();
    }

    private static void locks(ResourceInfo.Builder info, Resource resource) {
        List<Lock> locks = resource.locks();
        for (int i = 0; i < locks.size(); i++) {
            if (i == 0) {
                info.setLock(LockMessages.message(locks.get(i)));
            } else {
                info.addAdvisoryLocks(LockMessages.message(locks.get(i)));
            }
        }
    }

    private static void metadata(ResourceInfo.Builder info, Resource resource) {
        boolean favorite = resource.labels().contains(MetadataKeys.FAVORITE);
        if (resource.properties().isEmpty() && !favorite) {
            return;
        }
        ArbitraryMetadata.Builder metadata = ArbitraryMetadata.newBuilder();
        resource.properties()
                .forEach((name, value) -> metadata.putMetadata(MetadataKeys.key(name), MetadataKeys.text(value)));
        if (favorite) {
            metadata.putMetadata(MetadataKeys.FAVORITE_KEY, "1");
        }
        info.setArbitraryMetadata(metadata.build());
    }
}
