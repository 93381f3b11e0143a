/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.function.Function;
import java.util.function.Supplier;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.identity.User;

/**
 * Who sends a request.
 *
 * @param user the user
 * @param caller what drivers are told of the user, for one request
 * @param accessToken a token that stands for the credentials; made when it is asked for
 */
public record Visitor(User user, Function<TraceId, Caller> caller, Supplier<String> accessToken) {}
