/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import java.util.Optional;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * References of CS3: an absolute path; an id; an id and a path from there, which begins with a dot. An id may lack its
 * space, and may be written as one text, {@code storage$space!node} or {@code storage!node}, in its opaque id.
 */
final class References {

    private References() {}

    /**
     * What a reference names.
     *
     * @throws InvalidArgument when it names nothing
     */
    static Target target(Reference reference) {
        String path = reference.getPath();
        if (isEmpty(reference.getResourceId())) {
            if (path.isEmpty()) {
                throw new InvalidArgument("the reference is empty: give it a path or a resource id");
            }
            if (path.charAt(0) != '/') {
                throw new InvalidArgument("the path of a reference without a resource id begins with a slash");
            }
            return Target.path(RelPath.parse(path));
        }
        return target(reference.getResourceId(), below(path));
    }

    static Target target(ResourceId id) {
        return target(id, RelPath.root());
    }

    /** Whether it is an id with a path from there. */
    static boolean isRelative(Reference reference) {
        return !isEmpty(reference.getResourceId()) && !reference.getPath().isEmpty();
    }

    private static boolean isEmpty(ResourceId id) {
        return id.getStorageId().isEmpty()
                && id.getSpaceId().isEmpty()
                && id.getOpaqueId().isEmpty();
    }

    private static RelPath below(String path) {
        if (path.isEmpty() || path.equals(".")) {
            return RelPath.root();
        }
        if (!path.startsWith("./")) {
            throw new InvalidArgument("the path of a reference with a resource id begins with './'");
        }
        return RelPath.parse(path.substring(2));
    }

    private static Target target(ResourceId id, RelPath below) {
        String storage = id.getStorageId();
        String space = id.getSpaceId();
        String node = id.getOpaqueId();
        int bang = node.indexOf('!');
        if (storage.isEmpty() && bang > 0) {
            storage = node.substring(0, bang);
            node = node.substring(bang + 1);
        }
        int dollar = storage.indexOf('$');
        if (space.isEmpty() && dollar > 0) {
            space = storage.substring(dollar + 1);
            storage = storage.substring(0, dollar);
        }
        if (storage.isEmpty()) {
            throw new InvalidArgument("the resource id has no storage_id");
        }
        if (node.isEmpty()) {
            if (space.isEmpty()) {
                throw new InvalidArgument("the resource id has neither an opaque_id nor a space_id");
            }
            return new Target.InSpace(storage, new SpaceId(space), below);
        }
        Optional<SpaceId> known = space.isEmpty() ? Optional.empty() : Optional.of(new SpaceId(space));
        return new Target.ById(storage, known, new NodeId(node), below);
    }
}
