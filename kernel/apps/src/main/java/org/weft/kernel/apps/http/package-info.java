/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Apps over HTTP: what web clients ask ({@code /app/…}, in the shapes that Reva's clients know), and the addresses below
 * which apps call back.
 */
@NullMarked
package org.weft.kernel.apps.http;

import org.jspecify.annotations.NullMarked;
