/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.nio.file.Path;
import org.weft.spi.share.ShareStoreFactory;
import org.weft.testkit.share.ShareStoreContract;

class MemoryShareStoreContractTest extends ShareStoreContract<MemoryShareConfig> {

    private final MemoryShareFactory factory = new MemoryShareFactory();

    @Override
    protected ShareStoreFactory<MemoryShareConfig> factory() {
        return factory;
    }

    @Override
    protected MemoryShareConfig config(Path tmp) {
        return new MemoryShareConfig(tmp.toString());
    }
}
