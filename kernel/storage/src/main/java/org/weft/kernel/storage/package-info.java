/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Makes the services of storage. What happens to files, whatever the protocol, lies in the packages below. */
@NullMarked
package org.weft.kernel.storage;

import org.jspecify.annotations.NullMarked;
