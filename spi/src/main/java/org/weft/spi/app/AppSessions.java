/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.app;

import java.util.Optional;
import org.weft.spi.Unstable;

/** The open sessions of one provider instance. Lent by the kernel. */
@Unstable("until a second provider is built on it")
public interface AppSessions {

    /**
     * The session of a token; empty when there is none, it is over, or it belongs to another instance. Cheap enough to
     * be asked for every request.
     */
    Optional<FileAccess> find(String token);
}
