/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.nio.file.Path;
import org.weft.spi.share.ShareStoreFactory;
import org.weft.testkit.share.ShareStoreContract;

class SqlShareStoreContractTest extends ShareStoreContract<SqlShareConfig> {

    @Override
    protected ShareStoreFactory<SqlShareConfig> factory() {
        return new SqlShareFactory();
    }

    @Override
    protected SqlShareConfig config(Path tmp) {
        return new SqlShareConfig();
    }
}
