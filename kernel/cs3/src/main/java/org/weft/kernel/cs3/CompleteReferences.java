/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.spaces.SpaceCatalog;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.storage.SpaceId;

/** Whole addresses of what clients name by a part of one: Reva's know no spaces in ids, and spaces without their storage. */
final class CompleteReferences {

    /** No space has it, so that what is not there matches nothing. */
    private static final SpaceId NOWHERE = new SpaceId("none");

    private final FileService files;
    private final SpaceCatalog catalog;

    CompleteReferences(FileService files, SpaceCatalog catalog) {
        this.files = files;
        this.catalog = catalog;
    }

    /**
     * The address of a resource that shall be matched. Looks for it only where the space is missing.
     *
     * @throws InvalidArgument when it is no id of one resource
     */
    ResourceId of(Caller caller, com.cs3.storage.provider.v1beta1.ResourceId id) {
        if (!(References.target(id) instanceof Target.ById target)) {
            throw new InvalidArgument("name the resource by storage_id and opaque_id, and space_id where you know it");
        }
        Optional<SpaceId> space = target.space();
        return space.isPresent() ? new ResourceId(target.storage(), space.get(), target.node()) : found(caller, target);
    }

    private ResourceId found(Caller caller, Target.ById target) {
        try {
            return files.stat(caller, target, StatSpec.node()).id();
        } catch (NotFound | Forbidden closed) {
            return new ResourceId(target.storage(), NOWHERE, target.node());
        }
    }

    /** The spaces that are meant by {@code storage$space}, or by the space alone in whatever storage. */
    Set<ShareQuery.BySpace> spaces(String text) {
        if (text.isEmpty()) {
            throw new InvalidArgument("a filter by space names none");
        }
        if (text.indexOf('$') >= 0) {
            StorageSpaceId space = StorageSpaceId.parse(text);
            return Set.of(new ShareQuery.BySpace(space.storage(), space.space()));
        }
        SpaceId space = new SpaceId(text);
        return catalog.mounts().stream()
                .map(mount -> new ShareQuery.BySpace(mount.storage(), space))
                .collect(Collectors.toUnmodifiableSet());
    }
}
