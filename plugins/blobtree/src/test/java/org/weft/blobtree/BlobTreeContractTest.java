/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.nio.file.Path;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.StorageContract;

/** The contract of a storage, kept over SQLite. */
class BlobTreeContractTest extends StorageContract<FolderTree.Options> {

    @Override
    protected StorageDriverFactory<FolderTree.Options> factory() {
        return new FolderTree();
    }

    @Override
    protected FolderTree.Options config(Path tmp) {
        return new FolderTree.Options(tmp, TreeSettings.simple());
    }
}
