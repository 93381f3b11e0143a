/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The CS3 APIs over gRPC: endpoints, and the messages of each domain. The only package that sees protobuf. */
@NullMarked
package org.weft.kernel.cs3;

import org.jspecify.annotations.NullMarked;
