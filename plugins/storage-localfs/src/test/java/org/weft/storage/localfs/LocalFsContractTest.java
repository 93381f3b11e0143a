/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.nio.file.Path;
import java.util.List;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.Exclusion;
import org.weft.testkit.storage.StorageContract;

class LocalFsContractTest extends StorageContract<LocalFsConfig> {

    @Override
    protected StorageDriverFactory<LocalFsConfig> factory() {
        return new LocalFsFactory();
    }

    @Override
    protected LocalFsConfig config(Path tmp) {
        return LocalFsConfig.of(tmp);
    }

    @Override
    protected List<Exclusion> exclusions() {
        return List.of(
                new Exclusion("of_many_writers_nothing_is_lost", "writers at the same instant lose versions"),
                new Exclusion("writers_and_restorers_at_a_time_lose_nothing", "as above"),
                new Exclusion("none_is_kept_where_the_spec_says_so", "PutSpec.keepsVersion is not looked at yet"));
    }
}
