/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.nio.file.Path;
import java.util.Optional;
import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** A tree over a folder of the local disk. */
final class FolderTreeFactory implements StorageDriverFactory<FolderTreeFactory.Options> {

    record Options(Path root) {}

    @Override
    public String name() {
        return "pathtree";
    }

    @Override
    public Class<Options> configType() {
        return Options.class;
    }

    @Override
    public StorageDriver create(Options config, DriverContext context) {
        return new PathTree(new FolderStore(config.root(), false), Optional.empty(), context);
    }
}
