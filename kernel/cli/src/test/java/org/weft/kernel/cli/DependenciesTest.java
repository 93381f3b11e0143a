/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.weft.kernel.testing.Checkout;

/**
 * What depends on what is written down, so that a dependency that comes or goes is seen in review. {@code ArchitectureTest} says what may
 * be; this says what is.
 */
final class DependenciesTest {

    private static final String KERNEL = "org.weft.kernel.";
    private static final Path TABLE = Checkout.at("docs/dev/dependencies.txt");

    /** The sizes of the sets of classes that depend on each other in a circle, the largest first. They may only fall. */
    private static final List<Integer> KNOTS = List.of(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2);

    /** The top-level classes of the kernel, and which others of them each depends on. */
    private static Map<String, Set<String>> classes() {
        Map<String, Set<String>> classes = new TreeMap<>();
        for (JavaClass type : KernelClasses.with()) {
            Set<String> others = classes.computeIfAbsent(topLevel(type), name -> new TreeSet<>());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getName().startsWith(KERNEL)) {
                    others.add(topLevel(target));
                }
            }
        }
        classes.forEach((name, others) -> others.remove(name));
        return classes;
    }

    private static String topLevel(JavaClass type) {
        int dollar = type.getName().indexOf('$');
        return dollar < 0 ? type.getName() : type.getName().substring(0, dollar);
    }

    private static String packageOf(String className) {
        return className.substring(KERNEL.length(), className.lastIndexOf('.'));
    }

    @Test
    void packages_depend_on_each_other_as_the_table_says() throws IOException {
        Map<String, Set<String>> packages = new TreeMap<>();
        classes().forEach((name, others) -> {
            Set<String> seen = packages.computeIfAbsent(packageOf(name), one -> new TreeSet<>());
            others.forEach(other -> seen.add(packageOf(other)));
            seen.remove(packageOf(name));
        });
        List<String> lines = packages.entrySet().stream()
                .map(entry -> (entry.getKey() + ": " + String.join(" ", entry.getValue())).stripTrailing())
                .toList();
        if ("write".equals(System.getProperty("weft.dependencies"))) {
            Files.write(TABLE, lines);
        }
        assertThat(Files.readAllLines(TABLE))
                .as("docs/dev/dependencies.txt; with -Dweft.dependencies=write this test writes it anew")
                .isEqualTo(lines);
    }

    @Test
    void classes_that_depend_on_each_other_in_a_circle_do_not_become_more() {
        List<List<String>> knots = new Knots(classes()).found();
        assertThat(knots.stream().map(List::size).toList())
                .as("lower the numbers when they fell:%n%s", knots)
                .isEqualTo(KNOTS);
    }

    /** The strongly connected sets of more than one class, by Tarjan's algorithm. */
    private static final class Knots {
        private final Map<String, Set<String>> graph;
        private final Map<String, Integer> numbers = new HashMap<>();
        private final Map<String, Integer> lowest = new HashMap<>();
        private final Deque<String> open = new ArrayDeque<>();
        private final Set<String> opened = new TreeSet<>();
        private final List<List<String>> knots = new ArrayList<>();

        Knots(Map<String, Set<String>> graph) {
            this.graph = graph;
        }

        List<List<String>> found() {
            for (String name : graph.keySet()) {
                if (!numbers.containsKey(name)) {
                    visit(name);
                }
            }
            knots.sort(Comparator.<List<String>>comparingInt(List::size).reversed());
            return knots;
        }

        private int visit(String name) {
            numbers.put(name, numbers.size());
            lowest.put(name, numbers.get(name));
            open.push(name);
            opened.add(name);
            for (String other : graph.getOrDefault(name, Set.of())) {
                if (!numbers.containsKey(other)) {
                    lowest.merge(name, visit(other), Math::min);
                } else if (opened.contains(other)) {
                    lowest.merge(name, numbers.get(other), Math::min);
                }
            }
            if (lowest.get(name).equals(numbers.get(name))) {
                close(name);
            }
            return lowest.get(name);
        }

        private void close(String name) {
            List<String> knot = new ArrayList<>();
            for (String other = open.pop(); ; other = open.pop()) {
                opened.remove(other);
                knot.add(other.substring(KERNEL.length()));
                if (other.equals(name)) {
                    break;
                }
            }
            if (knot.size() > 1) {
                knot.sort(Comparator.naturalOrder());
                knots.add(knot);
            }
        }
    }
}
