/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.function.Function;
import java.util.function.Supplier;
import org.weft.kernel.identity.token.CredentialRef;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.identity.User;

/**
 * Who sends a request.
 *
 * @param user the user
 * @param caller what drivers are told of the user, for one request
 * @param accessToken a token that stands for the credentials; made when it is asked for
 * @param credential what they were let in by, for tokens that are to end with it
 * @param notRevoked throws {@code Unauthenticated} or {@code Forbidden} when they would not be let in any more; asked when what a
 *     long request brought is to take effect, so it must not block
 */
public record AuthenticatedUser(
        User user,
        Function<TraceId, Caller> caller,
        Supplier<String> accessToken,
        CredentialRef credential,
        Runnable notRevoked) {

    /** Somebody who is let in by what is judged again anyway: a share, a link. */
    public AuthenticatedUser(User user, Function<TraceId, Caller> caller, Supplier<String> accessToken) {
        this(user, caller, accessToken, CredentialRef.none(), () -> {});
    }
}
