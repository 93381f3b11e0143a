/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.weft.spi.Database;

/** A schema in a PostgreSQL as the kernel would lend it to one driver instance: a pool of eight connections. */
public final class LentPostgres implements Database, AutoCloseable {

    private final HikariDataSource source;

    /**
     * A schema, made if it is not there.
     *
     * @param url of a database of {@link PostgresServer}
     * @param schema letters, digits and underscores
     */
    public LentPostgres(String url, String schema) throws SQLException {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        PGSimpleDataSource plain = new PGSimpleDataSource();
        plain.setServerNames(new String[] {uri.getHost()});
        plain.setPortNumbers(new int[] {uri.getPort()});
        plain.setDatabaseName(uri.getPath().substring(1));
        plain.setUser(user[0]);
        plain.setPassword(user[1]);
        plain.setCurrentSchema(schema);
        try (Connection connection = plain.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
        }
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(plain);
        pool.setMaximumPoolSize(8);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(10_000);
        pool.setInitializationFailTimeout(-1);
        this.source = new HikariDataSource(pool);
    }

    @Override
    public DataSource source() {
        return source;
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public void migrate(Class<?> owner, String... files) throws SQLException {
        Migrations.run(this, owner, files);
    }

    @Override
    public void close() {
        source.close();
    }
}
