/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Pages for people: sign-in, account, links, invitations. */
@NullMarked
package org.weft.kernel.web.page;

import org.jspecify.annotations.NullMarked;
