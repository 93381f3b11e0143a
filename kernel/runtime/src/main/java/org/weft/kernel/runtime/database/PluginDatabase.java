/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.weft.spi.Database;

/** A database as one driver instance sees it. */
final class PluginDatabase implements Database, AutoCloseable {

    private final HikariDataSource source;
    private final Dialect dialect;

    PluginDatabase(HikariDataSource source, Dialect dialect) {
        this.source = source;
        this.dialect = dialect;
    }

    @Override
    public DataSource source() {
        return source;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public void migrate(Class<?> owner, String... files) throws SQLException {
        Migrations migrations = Migrations.of(owner, List.of(files), true);
        try (Connection connection = source.getConnection()) {
            migrations.run(connection, dialect);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
