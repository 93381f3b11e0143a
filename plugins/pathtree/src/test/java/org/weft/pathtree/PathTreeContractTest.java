/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.nio.file.Path;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.StorageContract;

/** The whole contract over a folder that tells times in whole seconds. */
class PathTreeContractTest extends StorageContract<FolderTreeFactory.Options> {

    @Override
    protected StorageDriverFactory<FolderTreeFactory.Options> factory() {
        return new FolderTreeFactory();
    }

    @Override
    protected FolderTreeFactory.Options config(Path tmp) {
        return new FolderTreeFactory.Options(tmp);
    }
}
