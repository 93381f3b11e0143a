/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.UserType;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.NodeId;

/**
 * A lock as it is kept.
 *
 * @param row the row's own key, because clients choose lock ids and may choose one twice
 * @param space the space that the node lay in when it was locked
 * @param folder whether the node is a folder, which a deep lock covers all below of
 * @param lock the lock
 */
public record LockRow(String row, SpaceKey space, boolean folder, Lock lock) {

    public NodeId node() {
        return lock.node();
    }

    /** Whether somebody without an account took it. That an application did so for them is what they say, over CS3. */
    public boolean isGuests() {
        return lock.holder().type() == UserType.GUEST;
    }

    /** Whether it covers what lies below its node. */
    public boolean coversBelow() {
        return folder && lock.deep();
    }
}
