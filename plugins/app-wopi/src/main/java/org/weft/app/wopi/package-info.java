/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Office applications that speak WOPI (Microsoft's Web Application Open Platform Interface), such as Collabora Online,
 * ONLYOFFICE and Microsoft 365 for the web. {@link org.weft.app.wopi.WopiApp} learns from an application's discovery what it
 * opens and where; {@link org.weft.app.wopi.WopiHost} is the other direction, the host that the application reads and writes
 * files at. Rights and locks are the kernel's: nothing here decides what somebody may do.
 */
@NullMarked
package org.weft.app.wopi;

import org.jspecify.annotations.NullMarked;
