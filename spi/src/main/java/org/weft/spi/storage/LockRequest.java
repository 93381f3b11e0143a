/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.time.Duration;
import java.util.Optional;
import org.weft.spi.UserId;

/**
 * A lock that is asked for.
 *
 * @param id what the holder will show
 * @param sharing who else may hold one
 * @param deep whether it covers all below the node
 * @param holder the user
 * @param app the application
 * @param owner what the client wrote about itself
 * @param duration how long it is wanted; the answer tells how long it is granted
 */
public record LockRequest(
        String id,
        Lock.Sharing sharing,
        boolean deep,
        UserId holder,
        Optional<String> app,
        String owner,
        Duration duration) {}
