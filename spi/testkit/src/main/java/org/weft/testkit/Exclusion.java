/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;

/**
 * A case of a contract that a driver is not held to. There is no other way to leave one out: the case is named, the reason is
 * part of the test and is printed with every run.
 *
 * @param testCase the name of the case's method
 * @param reason why the driver does not keep it, for whoever chooses a driver
 */
public record Exclusion(String testCase, String reason) {

    public Exclusion {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("the case " + testCase + " is left out without a reason");
        }
    }

    /** Skips the case at hand when it is left out, and says why. */
    public static void apply(List<Exclusion> exclusions, TestInfo info, TestReporter reporter) {
        String running = info.getTestMethod().map(method -> method.getName()).orElse("");
        for (Exclusion exclusion : exclusions) {
            if (exclusion.testCase.equals(running)) {
                reporter.publishEntry("excluded " + running, exclusion.reason);
                Assumptions.abort("excluded: " + exclusion.reason);
            }
        }
    }

    /**
     * Fails for a name that no case of a contract bears, so that what is left out is really there.
     *
     * @param contract the contract's class; its nested classes are its groups
     */
    public static void requireCases(List<Exclusion> exclusions, Class<?> contract) {
        Set<String> cases = Arrays.stream(contract.getDeclaredClasses())
                .flatMap(group -> methods(group))
                .collect(Collectors.toSet());
        methods(contract).forEach(cases::add);
        for (Exclusion exclusion : exclusions) {
            if (!cases.contains(exclusion.testCase)) {
                throw new AssertionError("no case is called " + exclusion.testCase + ", which is to be left out");
            }
        }
    }

    private static Stream<String> methods(Class<?> group) {
        return Stream.<Class<?>>iterate(group, type -> type != null, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Arrays.stream(method.getAnnotations())
                        .anyMatch(annotation ->
                                annotation.annotationType().getName().startsWith("org.junit.jupiter")))
                .map(method -> method.getName());
    }
}
