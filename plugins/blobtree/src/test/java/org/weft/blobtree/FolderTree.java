/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.nio.file.Path;
import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes trees over a folder. */
final class FolderTree implements StorageDriverFactory<FolderTree.Options> {

    /**
     * Where and how.
     *
     * @param folder of the blobs
     * @param settings how the tree behaves
     */
    record Options(Path folder, TreeSettings settings) {}

    @Override
    public String name() {
        return "folder-tree";
    }

    @Override
    public Class<Options> configType() {
        return Options.class;
    }

    @Override
    public StorageDriver create(Options options, DriverContext context) {
        return new BlobTree(new FolderBlobs(options.folder()), context, options.settings());
    }
}
