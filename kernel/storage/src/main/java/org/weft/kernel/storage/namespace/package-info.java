/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Where paths and ids lead: homes, storages, project spaces, shares and links. Makes locations; reads and writes nothing
 * there.
 */
@NullMarked
package org.weft.kernel.storage.namespace;

import org.jspecify.annotations.NullMarked;
