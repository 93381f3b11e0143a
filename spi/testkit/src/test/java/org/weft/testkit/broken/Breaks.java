/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.broken;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs contracts on broken drivers, and breaks drivers. */
public final class Breaks {

    private Breaks() {}

    /** A method that does something else. */
    @FunctionalInterface
    public interface Otherwise {
        /**
         * Answers instead.
         *
         * @param sound what the sound driver does with these or other arguments
         */
        @Nullable
        Object answer(Sound sound, Object... arguments) throws Throwable;
    }

    /** The method of the sound driver. */
    @FunctionalInterface
    public interface Sound {
        @Nullable
        Object answer(Object... arguments) throws Throwable;
    }

    /**
     * The same object but for one method.
     *
     * @param type an interface of the object
     */
    @SuppressWarnings("unchecked") // the object is seen by this interface alone
    public static <T> T but(Class<? super T> type, T sound, String method, Otherwise otherwise) {
        if (Arrays.stream(type.getMethods()).noneMatch(each -> each.getName().equals(method))) {
            throw new IllegalArgumentException(type + " has no method " + method);
        }
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, given) -> {
            Object[] arguments = given == null ? new Object[0] : given;
            Sound real = other -> {
                try {
                    return called.invoke(sound, other);
                } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                }
            };
            return called.getName().equals(method) ? otherwise.answer(real, arguments) : real.answer(arguments);
        });
    }

    /** The cases of a contract that fail. */
    public static Set<String> failing(Class<?> contract) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(contract))
                .execute()
                .testEvents()
                .failed()
                .map(Breaks::caseOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether one case of a contract fails. */
    static boolean fails(Class<?> contract, String testCase) {
        return EngineTestKit.engine("junit-jupiter")
                        .selectors(DiscoverySelectors.selectMethod(contract, testCase))
                        .execute()
                        .testEvents()
                        .failed()
                        .count()
                == 1;
    }

    private static String caseOf(Event event) {
        String name = event.getTestDescriptor().getDisplayName();
        return name.substring(0, name.indexOf('('));
    }

    /** All cases of a contract, but the one that judges the test and not the driver. */
    public static Set<String> cases(Class<?> contract) {
        return Stream.<Class<?>>iterate(contract, type -> type != null, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> method.getName())
                .filter(name -> !name.equals("only_cases_that_exist_are_left_out"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
