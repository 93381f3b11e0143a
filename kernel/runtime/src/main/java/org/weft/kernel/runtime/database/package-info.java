/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The server's own database, SQLite or PostgreSQL: connections, migrations (all SQL files lie here, in one order), the
 * databases that plugins borrow, and what the nodes of a cluster agree on. Knows no row of any domain.
 */
@NullMarked
package org.weft.kernel.runtime.database;

import org.jspecify.annotations.NullMarked;
