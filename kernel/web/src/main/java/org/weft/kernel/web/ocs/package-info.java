/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** ownCloud's OCS: status, capabilities, shares and app passwords, as sync clients and web clients ask for them. */
@NullMarked
package org.weft.kernel.web.ocs;

import org.jspecify.annotations.NullMarked;
