/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.app;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Node;

/**
 * A wish to open a file in an application, and the session that was made for it. Built by the kernel.
 *
 * @param app the application's name, one of {@link AppProvider#apps}
 * @param user for whom
 * @param node the file or folder
 * @param mode the most that the user may do; already lowered to what the user's rights allow
 * @param token the session's token: a secret, good for this file, user and mode
 * @param expires when the session ends
 * @param endpoint the public URL of the instance's own endpoints, without a slash at the end
 * @param language what the user reads, as a BCP 47 tag
 * @param theme the look that the user wants, in the application's words
 */
public record OpenRequest(
        String app,
        User user,
        Node node,
        ViewMode mode,
        String token,
        Instant expires,
        URI endpoint,
        Optional<String> language,
        Optional<String> theme) {

    /** Never shows the token. */
    @Override
    public String toString() {
        return mode + " " + node.id() + " in " + app + " for " + user.id();
    }
}
