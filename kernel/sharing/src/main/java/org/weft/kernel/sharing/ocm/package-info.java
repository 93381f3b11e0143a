/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Shares sent to other sites and received from them. How sites speak with each other is a port that the module ocm fills. */
@NullMarked
package org.weft.kernel.sharing.ocm;

import org.jspecify.annotations.NullMarked;
