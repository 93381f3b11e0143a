/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.testing;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;

/** Which calls of a storage driver cost something. */
public final class DriverMethods {

    private static final Set<String> TOLD = Set.of("traits", "health");

    private DriverMethods() {}

    /** Whether a call reaches the backend; what a driver can do it tells by itself, as an {@link Optional} for each ability. */
    public static boolean reachBackend(Method method) {
        return method.getReturnType() != Optional.class && !TOLD.contains(method.getName());
    }
}
