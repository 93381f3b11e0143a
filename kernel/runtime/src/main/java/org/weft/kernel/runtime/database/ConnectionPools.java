/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.weft.spi.Database.Durability;

/** Makes connection pools for both kinds of database. */
final class ConnectionPools {

    /** How long a thread waits for a connection, and a connection for another's transaction, in milliseconds. */
    private static final int WAIT = 10_000;

    private final UnaryOperator<DataSource> around;

    /** @param around put around the source of the connections */
    ConnectionPools(UnaryOperator<DataSource> around) {
        this.around = around;
    }

    /**
     * A file that only the server's user may read, because it holds secrets.
     *
     * @throws DatabaseFailure when it can't be made
     */
    static void makeFile(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.createFile(file, ownerOnly());
        } catch (FileAlreadyExistsException thereAlready) {
            return;
        } catch (IOException failure) {
            throw new DatabaseFailure("the database " + file + " can't be made: " + failure, failure);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    HikariDataSource sqlite(String name, Path file, int size, boolean readOnly, Durability durability) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(
                durability == Durability.DURABLE
                        ? SQLiteConfig.SynchronousMode.FULL
                        : SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(WAIT);
        config.enforceForeignKeys(true);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig pool = pool(name, source, size);
        pool.setExceptionOverride(new Undone());
        if (readOnly) {
            pool.setConnectionInitSql("PRAGMA query_only = ON");
        }
        return new HikariDataSource(pool);
    }

    HikariDataSource postgres(String name, PostgresUrl url, int size, Optional<String> schema, Durability durability) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.jdbc());
        url.user().ifPresent(source::setUser);
        url.password().ifPresent(source::setPassword);
        schema.ifPresent(source::setCurrentSchema);
        source.setApplicationName("weft");
        source.setTcpKeepAlive(true);
        HikariConfig pool = pool(name, source, size);
        if (durability == Durability.REBUILDABLE) {
            pool.setConnectionInitSql("SET synchronous_commit = off");
        }
        return new HikariDataSource(pool);
    }

    /** A connection that believes in a transaction which SQLite has undone by itself, on a full disk, is given up. */
    private static final class Undone implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException failure) {
            return String.valueOf(failure.getMessage()).contains("no transaction is active")
                    ? Override.MUST_EVICT
                    : Override.CONTINUE_EVICT;
        }
    }

    private HikariConfig pool(String name, DataSource source, int size) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("weft-" + name);
        pool.setDataSource(around.apply(source));
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(WAIT);
        pool.setInitializationFailTimeout(-1);
        // A pool is often opened by a plugin's thread; its own threads outlive the plugin and must not hold its loader.
        pool.setThreadFactory(Thread.ofPlatform()
                .daemon()
                .name("weft-" + name + "-pool-", 0)
                .inheritInheritableThreadLocals(false)
                .factory());
        return pool;
    }
}
