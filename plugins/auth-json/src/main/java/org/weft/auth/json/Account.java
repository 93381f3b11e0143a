/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import org.weft.spi.identity.User;

/**
 * One row of users.json.
 *
 * @param user what everybody may know
 * @param secret what only {@link JsonAuth} compares
 * @param line where the row begins
 */
record Account(User user, StoredSecret secret, int line) {

    /** Never shows the secret. */
    @Override
    public String toString() {
        return user.username();
    }
}
