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
 * Options of the sign-in driver.
 *
 * @param users the file of accounts
 * @param demo whether the three demo accounts stand in for a file
 */
@Doc("Signs people in with the login names and secrets of a users.json file.")
public record JsonAuthConfig(
        @Doc("The accounts: a users.json as Reva reads it. Read again whenever it changes.")
        Optional<Path> users,

        @Doc("Use the three published demo accounts instead of a file. Their secrets are known to everybody.")
        @Default("false")
        boolean demo) {}
