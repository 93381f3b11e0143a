/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import java.time.Instant;
import java.util.Optional;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.UserId;
import org.weft.spi.storage.NodeId;

/**
 * What the server keeps of a project space.
 *
 * @param key which
 * @param root its top folder
 * @param name unique in the whole site; the last name of its path
 * @param owner whose it is
 * @param words what else people are told of it
 * @param disabled since when nobody can enter it
 */
public record ProjectRow(
        SpaceKey key, NodeId root, String name, UserId owner, Words words, Optional<Instant> disabled) {

    /**
     * What people are told of a space; each may be empty.
     *
     * @param alias a short name
     * @param description a text
     * @param readme the id of a file that tells more
     * @param thumbnail the id of a picture
     */
    public record Words(String alias, String description, String readme, String thumbnail) {

        public static final Words NONE = new Words("", "", "", "");
    }

    public ProjectRow with(Words others) {
        return new ProjectRow(key, root, name, owner, others, disabled);
    }

    public ProjectRow named(String other) {
        return new ProjectRow(key, root, other, owner, words, disabled);
    }

    public ProjectRow ownedBy(UserId other) {
        return new ProjectRow(key, root, name, other, words, disabled);
    }

    public ProjectRow disabledSince(Optional<Instant> since) {
        return new ProjectRow(key, root, name, owner, words, since);
    }
}
