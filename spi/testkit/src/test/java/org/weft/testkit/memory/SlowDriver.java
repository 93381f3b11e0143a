/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.StorageDriver;

/** A driver each of whose calls takes a while, as one does whose backend is far away. */
final class SlowDriver {

    /** What a started driver knows by itself. */
    private static final Set<String> AT_ONCE = Set.of("traits", "health", "close", "kinds");

    private final Duration delay;

    private SlowDriver(Duration delay) {
        this.delay = delay;
    }

    static StorageDriver of(StorageDriver driver, Duration delay) {
        return delay.isZero() ? driver : new SlowDriver(delay).slow(StorageDriver.class, driver);
    }

    private <T> T slow(Class<T> type, T sound) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> answer(sound, method, given)));
    }

    private @Nullable Object answer(Object sound, Method method, Object @Nullable [] given) throws Throwable {
        boolean ability = method.getReturnType() == Optional.class && method.getParameterCount() == 0;
        if (!ability && !AT_ONCE.contains(method.getName())) {
            Thread.sleep(delay);
        }
        try {
            Object answer = method.invoke(sound, given);
            return ability && answer instanceof Optional<?> there ? there.map(this::slow) : answer;
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private Object slow(Object ability) {
        Class<?> type = ability.getClass().getInterfaces()[0];
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> answer(ability, method, given));
    }
}
