/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Guards the wire of the CS3 APIs: what was compiled from the .proto files against a checked-in table. */
@NullMarked
package org.weft.cs3apis;

import org.jspecify.annotations.NullMarked;
