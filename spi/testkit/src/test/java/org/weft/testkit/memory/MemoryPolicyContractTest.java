/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.weft.spi.share.Share;
import org.weft.spi.share.SharePolicyFactory;
import org.weft.testkit.share.SampleShares;
import org.weft.testkit.share.SharePolicyContract;

class MemoryPolicyContractTest extends SharePolicyContract<PolicyConfig> {

    @Override
    protected SharePolicyFactory<PolicyConfig> factory() {
        return new MemoryPolicyFactory();
    }

    @Override
    protected PolicyConfig config(Path tmp) {
        return new PolicyConfig(Duration.ofDays(30), List.of("friends.example.org"));
    }

    @Override
    protected Share allowed() {
        return SampleShares.withSite("friends.example.org").build();
    }

    @Override
    protected Share objectionable() {
        return SampleShares.link().build();
    }
}
