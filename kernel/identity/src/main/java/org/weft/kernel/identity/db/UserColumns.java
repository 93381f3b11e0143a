/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.weft.spi.UserId;
import org.weft.spi.UserType;

/** A user's id in three columns that follow each other: provider, id there, and kind. */
final class UserColumns {

    private UserColumns() {}

    /** @param first the number of the first of the three */
    static void set(PreparedStatement statement, int first, UserId user) throws SQLException {
        statement.setString(first, user.idp());
        statement.setString(first + 1, user.opaque());
        statement.setString(first + 2, user.type().name());
    }

    /** @param first the number of the first of the three */
    static UserId get(ResultSet row, int first) throws SQLException {
        return new UserId(row.getString(first), row.getString(first + 1), UserType.valueOf(row.getString(first + 2)));
    }
}
