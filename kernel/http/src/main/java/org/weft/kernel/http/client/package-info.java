/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Requests to other servers. Their names come from strangers (a share, an invitation, a directory), so every connection is
 * made to an address that was checked, with limits on time and size, and never follows a redirect by itself. Nothing else
 * opens connections to other servers.
 */
@NullMarked
package org.weft.kernel.http.client;

import org.jspecify.annotations.NullMarked;
