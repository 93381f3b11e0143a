/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.remote;

import java.nio.file.Path;
import java.util.Optional;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;

/** What can't be claimed for all servers, and holds where the other server is Weft. */
final class WebDavStorageAtWeftTest extends WebDavStorageContractTest {

    @Override
    Traits traits() {
        return Traits.of(
                        Trait.CASE_SENSITIVE,
                        Trait.EMPTY_FOLDERS,
                        Trait.NATIVE_RANGE,
                        Trait.ATOMIC_PUT,
                        Trait.CONDITIONAL_PUT,
                        Trait.ATOMIC_MOVE,
                        Trait.STRONG_ETAG,
                        Trait.FOLDER_ETAG_PROPAGATES)
                .withEnforcement(Traits.Enforcement.DRIVER);
    }

    @Override
    protected Optional<Path> page() {
        return Optional.empty();
    }
}
