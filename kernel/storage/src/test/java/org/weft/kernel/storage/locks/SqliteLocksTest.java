/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;

class SqliteLocksTest extends LocksContract {

    @TempDir
    private Path data;

    @Override
    public StateDatabase open() {
        return TestDatabases.sqlite(data);
    }
}
