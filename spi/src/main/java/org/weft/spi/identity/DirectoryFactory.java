/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.identity;

import org.weft.spi.DriverFactory;

/** Service type of directory drivers. */
public interface DirectoryFactory<C extends Record> extends DriverFactory<C, Directory> {}
