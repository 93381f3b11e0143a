/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.Optional;
import org.weft.spi.UserId;

/**
 * A part of the tree with an owner and a quota of its own.
 *
 * @param id never changes
 * @param kind personal or project
 * @param name shown to people
 * @param owner of a personal space, the person
 * @param root the folder's id
 * @param path the folder's path from the instance's root; nothing but the driver gives meaning to it
 * @param quota bytes, empty for no limit
 */
public record Space(
        SpaceId id, Kind kind, String name, Optional<UserId> owner, NodeId root, RelPath path, Optional<Long> quota) {

    /** What a space is for. */
    public enum Kind {
        PERSONAL,
        PROJECT
    }
}
