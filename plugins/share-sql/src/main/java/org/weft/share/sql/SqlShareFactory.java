/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.Maturity;
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.ShareStoreFactory;

/** Makes the driver {@code sql}. */
@Maturity(Maturity.Level.STABLE)
public final class SqlShareFactory implements ShareStoreFactory<SqlShareConfig> {

    @Override
    public String name() {
        return "sql";
    }

    @Override
    public Class<SqlShareConfig> configType() {
        return SqlShareConfig.class;
    }

    @Override
    public ShareStore create(SqlShareConfig config, DriverContext context) {
        return new SqlShareStore(context.database(Database.Durability.DURABLE));
    }
}
