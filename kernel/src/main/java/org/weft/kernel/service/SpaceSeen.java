/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.time.Instant;
import java.util.Optional;
import org.weft.spi.UserId;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.Space;

/**
 * A space as a caller sees it.
 *
 * @param kind personal, or project for all others
 * @param name shown to people
 * @param owner whose it is, where anyone owns it
 * @param id its top folder's address
 * @param path where the caller finds it in the tree
 * @param root its top folder; empty while the space is disabled
 * @param quota its room
 * @param words what else people are told
 * @param disabled since when nobody can enter it
 */
public record SpaceSeen(
        Space.Kind kind,
        String name,
        Optional<UserId> owner,
        ResourceId id,
        RelPath path,
        Optional<Resource> root,
        Quota quota,
        SpaceWords words,
        Optional<Instant> disabled) {

    /** What the caller may do at its top. */
    public Rights rights() {
        return root.map(Resource::rights).orElse(Rights.none());
    }
}
