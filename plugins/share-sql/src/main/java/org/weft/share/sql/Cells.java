/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;
import org.weft.spi.UserId;
import org.weft.spi.storage.Grant.Grantee;

/** Fills the parameters of a statement, one after the other. Not thread-safe. */
final class Cells {

    private final PreparedStatement statement;
    private int next = 1;

    Cells(PreparedStatement statement) {
        this.statement = statement;
    }

    Cells text(@Nullable String value) throws SQLException {
        statement.setString(next++, value);
        return this;
    }

    Cells number(@Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(next++, Types.BIGINT);
        } else {
            statement.setLong(next++, value);
        }
        return this;
    }

    Cells truth(boolean value) throws SQLException {
        statement.setInt(next++, value ? 1 : 0);
        return this;
    }

    /** Two columns: who, and of which type. */
    Cells user(UserId user) throws SQLException {
        return text(Parties.key(user)).text(user.type().name());
    }

    /** Two columns, as {@link #user}. */
    Cells grantee(Grantee grantee) throws SQLException {
        return text(Parties.key(grantee)).text(Parties.type(grantee));
    }

    /** Columns that this kind of share does not have, of any type: PostgreSQL takes no absent text for a number. */
    Cells skip(int columns) throws SQLException {
        for (int i = 0; i < columns; i++) {
            statement.setNull(next++, Types.NULL);
        }
        return this;
    }
}
