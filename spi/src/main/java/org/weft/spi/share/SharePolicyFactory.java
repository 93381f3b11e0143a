/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import org.weft.spi.DriverFactory;

/** Service type of share policies. */
public interface SharePolicyFactory<C extends Record> extends DriverFactory<C, SharePolicy> {}
