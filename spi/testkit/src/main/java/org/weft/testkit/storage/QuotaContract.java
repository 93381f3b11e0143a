/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.weft.spi.storage.Quota;
import org.weft.testkit.Since;

/** What {@code quota} promises; drivers test their own limits. */
@Since("0.1")
abstract class QuotaContract extends Cases {

    /** How much is used; skips the case for a driver that doesn't know. */
    static long used(StorageBench bench, String path) throws IOException {
        OptionalLong used =
                bench.driver().quota(bench.anna(), StorageBench.at(path)).used();
        Assumptions.assumeTrue(used.isPresent(), "the driver does not tell how much is used");
        return used.getAsLong();
    }

    @Test
    void the_numbers_fit_together() throws IOException {
        Quota quota = bench().driver().quota(bench().anna(), StorageBench.at("/"));
        quota.total().ifPresent(total -> assertThat(total).isNotNegative());
        quota.used().ifPresent(used -> assertThat(used).isNotNegative());
        quota.remaining().ifPresent(left -> assertThat(left).isNotNegative());
        if (quota.total().isPresent() && quota.remaining().isPresent()) {
            assertThat(quota.remaining().getAsLong())
                    .isLessThanOrEqualTo(quota.total().getAsLong());
        }
    }

    @Test
    void what_is_stored_is_used() throws IOException {
        bench().requiresWriting();
        Quota before = bench().driver().quota(bench().anna(), StorageBench.at("/"));
        bench().put("/a", "12345");
        Quota after = bench().driver().quota(bench().anna(), StorageBench.at("/a"));
        if (before.used().isPresent()) {
            assertThat(after.used().orElseThrow())
                    .isGreaterThanOrEqualTo(before.used().getAsLong() + 5);
        }
    }
}
