/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.spaces;

import java.time.Instant;
import java.util.Optional;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.UserId;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/**
 * A space as a caller sees it.
 *
 * @param kind what it is to the caller
 * @param name shown to people
 * @param owner whose it is, where anyone owns it
 * @param id its top folder's address; of a mount point, the address of the share
 * @param path where the caller finds it in the tree
 * @param root its top folder; empty while the space is disabled
 * @param quota its room
 * @param words what else people are told
 * @param disabled since when nobody can enter it
 */
public record SpaceView(
        Kind kind,
        String name,
        Optional<UserId> owner,
        ResourceId id,
        RelPath path,
        Optional<Resource> root,
        Quota quota,
        SpaceDescription words,
        Optional<Instant> disabled) {

    /** What a space can be to a caller. */
    public enum Kind {
        PERSONAL,
        /** Whatever is nobody's home. */
        PROJECT,
        /** Something received, in its place in the caller's tree. */
        MOUNTPOINT,
        /** The same, where it lies. */
        GRANT;

        /** Whether it is a part of somebody else's space. */
        public boolean isReceived() {
            return this == MOUNTPOINT || this == GRANT;
        }
    }

    /** What the caller may do at its top. */
    public Rights rights() {
        return root.map(Resource::rights).orElse(Rights.none());
    }
}
