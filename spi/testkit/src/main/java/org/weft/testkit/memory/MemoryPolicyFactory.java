/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import org.weft.spi.DriverContext;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.SharePolicyFactory;

/** Makes share policies of what the options say. */
public final class MemoryPolicyFactory implements SharePolicyFactory<PolicyConfig> {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Class<PolicyConfig> configType() {
        return PolicyConfig.class;
    }

    @Override
    public SharePolicy create(PolicyConfig config, DriverContext context) {
        return new MemoryPolicy(config, context.clock());
    }
}
