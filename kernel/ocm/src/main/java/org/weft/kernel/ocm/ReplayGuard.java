/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.time.Instant;
import java.util.Optional;

/**
 * The signed messages of the last minutes, as all servers of the site remember them together, because a signature alone does
 * not tell a message from its repetition: a port that is filled elsewhere. Thread-safe.
 */
@FunctionalInterface
public interface ReplayGuard {

    /**
     * How a message came first.
     *
     * @param from the address it came from
     */
    record First(Instant at, String from) {}

    /**
     * Remembers a message, unless it is remembered already.
     *
     * @param id the same for the same message alone
     * @param until from when on its signature is too old in any case
     * @return how it came first; empty when this is the first time
     * @throws org.weft.spi.WeftException.Unavailable when it can't be remembered; it is not to be taken then
     */
    Optional<First> remember(String id, First now, Instant until);
}
