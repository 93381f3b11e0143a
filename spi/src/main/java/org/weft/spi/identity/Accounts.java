/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.identity;

import org.weft.spi.Sink;

/**
 * Accounts that can be changed through the directory that holds them; what {@code weft users} works on. Every change is
 * durable when the method returns, or nothing has changed. Thread-safe; what the directory knows of accounts beyond
 * {@link User} is kept.
 *
 * <p>Secrets come as characters that the caller may wipe afterwards; they are kept as slow salted hashes only, and stand
 * in no message and no log.
 */
public interface Accounts {

    /**
     * Adds an account.
     *
     * @param secret at least one character
     * @throws org.weft.spi.WeftException.AlreadyExists when the login name, or the id, is taken
     * @throws org.weft.spi.WeftException.InvalidArgument when the login name or the secret is empty
     * @throws org.weft.spi.WeftException.Unavailable when the source can't be written
     */
    void add(User user, char[] secret);

    /**
     * Gives an account another secret.
     *
     * @throws org.weft.spi.WeftException.NotFound when nobody has this login name
     */
    void setSecret(String username, char[] secret);

    /**
     * Removes an account. Files, shares and tokens of the user are not touched.
     *
     * @throws org.weft.spi.WeftException.NotFound when nobody has this login name
     */
    void remove(String username);

    /** Pushes all accounts, ordered by login name. */
    void list(Sink<User> sink);
}
