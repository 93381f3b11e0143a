/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.examples.hello;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.Fixture;
import org.weft.testkit.storage.StorageContract;

class HelloContractTest extends StorageContract<HelloConfig> {

    @Override
    protected StorageDriverFactory<HelloConfig> factory() {
        return new HelloDriverFactory();
    }

    @Override
    protected HelloConfig config(Path tmp) {
        return new HelloConfig("Hi");
    }

    @Override
    protected Fixture fixture() {
        return new Fixture(RelPath.parse("hello.txt"), "Hi\n".getBytes(StandardCharsets.UTF_8), RelPath.parse("more"));
    }
}
