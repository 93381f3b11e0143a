/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.nio.file.Path;
import java.util.Optional;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/**
 * Options of the directory driver.
 *
 * @param users the file of accounts
 * @param groups the file of groups
 * @param demo whether the three demo accounts stand in for files
 */
@Doc("Looks users and groups up in a users.json and a groups.json file.")
public record JsonDirectoryConfig(
        @Doc("The accounts: a users.json as Reva reads it. Read again whenever it changes.")
        Optional<Path> users,

        @Doc("The groups: a groups.json as Reva reads it. Without it, groups are what the users' own lists name.")
        Optional<Path> groups,

        @Doc("Use the three published demo accounts and their groups instead of files.") @Default("false")
        boolean demo) {}
