/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import org.weft.spi.config.Doc;

/** The store has no options: the server says which database it is. */
@Doc("Shares in the database of the server.")
public record SqlShareConfig() {}
