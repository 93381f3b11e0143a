/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Sign-in and a directory from two JSON files in the form that Reva reads. {@link org.weft.auth.json.JsonAuth} and {@link
 * org.weft.auth.json.JsonDirectory} answer from immutable snapshots that {@link org.weft.auth.json.WatchedFile} replaces
 * when a file changes; {@link org.weft.auth.json.UsersFile} is the only thing that writes. No network, no database, no
 * thread of its own.
 */
@NullMarked
package org.weft.auth.json;

import org.jspecify.annotations.NullMarked;
