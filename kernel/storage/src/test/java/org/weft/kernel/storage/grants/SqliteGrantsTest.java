/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.grants;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;

class SqliteGrantsTest extends GrantsContract {

    @TempDir
    private Path data;

    @Override
    StateDatabase open() {
        return TestDatabases.sqlite(data);
    }
}
