/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What operators see of the server: metrics, readiness, the audit log, and how texts of clients get into logs. */
@NullMarked
package org.weft.kernel.runtime.observe;

import org.jspecify.annotations.NullMarked;
