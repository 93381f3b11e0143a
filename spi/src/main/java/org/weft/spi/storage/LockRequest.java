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
 * @param id what the holder will show; 1 to 1024 characters without U+0000, kept as it is
 * @param sharing who else may hold one
 * @param deep whether it covers all below the node
 * @param holder the user
 * @param app the application
 * @param owner what the client wrote about itself
 * @param duration how long it is wanted; zero or less for as long as may be. The answer tells how long it is granted: no more than
 *     asked for, but for what a coarse clock needs
 */
public record LockRequest(
        String id,
        Lock.Sharing sharing,
        boolean deep,
        UserId holder,
        Optional<String> app,
        String owner,
        Duration duration) {}
