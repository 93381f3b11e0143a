/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.identity;

import java.util.Optional;
import org.weft.spi.Driver;

/** A source of users, of groups, or of both. Thread-safe. */
public interface Directory extends Driver {

    default Optional<UserDirectory> users() {
        return Optional.empty();
    }

    default Optional<GroupDirectory> groups() {
        return Optional.empty();
    }

    /**
     * The accounts, where this directory can change them. Works before {@link #start} and after a start that failed, so
     * that the first account can be made.
     */
    default Optional<Accounts> accounts() {
        return Optional.empty();
    }
}
