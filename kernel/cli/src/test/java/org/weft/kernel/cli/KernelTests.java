/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.lang.annotation.Annotation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.weft.kernel.testing.OverWire;
import org.weft.kernel.testing.WithClient;
import org.weft.kernel.testing.WithProcess;

/** The compiled classes of the tests of all modules of the kernel, and what each of them needs beside its own process. */
final class KernelTests {

    private static final Set<Class<? extends Annotation>> TAGS =
            Set.of(OverWire.class, WithProcess.class, WithClient.class);

    /** Whoever uses one of these opens a socket or starts a program. */
    private static final Set<String> OUTSIDE = Set.of(
            "com.sun.net.httpserver.HttpServer",
            "java.lang.ProcessBuilder",
            "java.net.ServerSocket",
            "java.net.Socket",
            "java.net.http.HttpClient",
            "java.nio.channels.ServerSocketChannel",
            "java.nio.channels.SocketChannel",
            "org.weft.kernel.cs3.Cs3Server",
            "org.weft.kernel.http.HttpServer",
            "org.weft.kernel.server.Server",
            "org.weft.kernel.testing.HangingPeer",
            "org.weft.kernel.web.page.Chromium",
            "org.weft.testkit.PostgresServer");

    /** Starts a PostgreSQL only where the build of {@code share-sql} asks for it. */
    private static final String ON_DEMAND = "org.weft.kernel.runtime.database.TestDatabases";

    private final JavaClasses classes =
            new ClassFileImporter().withImportOption(KernelTests::isOfTests).importPackages("org.weft.kernel");

    /** How many classes with tests there are. */
    long count() {
        return classes.stream().filter(KernelTests::isRun).count();
    }

    /** The classes without a tag that need more than their own process, and what. */
    Map<String, String> untagged() {
        Map<String, String> found = new TreeMap<>();
        for (JavaClass type : classes) {
            if (isRun(type) && !isTagged(type)) {
                String needed = outside(type);
                if (!needed.isEmpty()) {
                    found.put(type.getName(), needed);
                }
            }
        }
        return found;
    }

    /** Test classes come as folders or as jars, which depends on the phase that the build has reached. */
    private static boolean isOfTests(Location location) {
        return location.contains("-tests.jar") || location.contains("/test-classes/");
    }

    private static boolean isRun(JavaClass type) {
        return type.getSimpleName().endsWith("Test")
                && type.isTopLevelClass()
                && !type.getModifiers().contains(JavaModifier.ABSTRACT);
    }

    private static boolean isTagged(JavaClass type) {
        return hasTag(type) || type.getAllRawSuperclasses().stream().anyMatch(KernelTests::hasTag);
    }

    private static boolean hasTag(JavaClass type) {
        return TAGS.stream().anyMatch(type::isAnnotatedWith);
    }

    /** What a class uses, or a super class or fixture of it, however far away; empty for nothing. */
    private String outside(JavaClass type) {
        Set<String> seen = new HashSet<>(Set.of(type.getName(), ON_DEMAND));
        Deque<JavaClass> open = new ArrayDeque<>(Set.of(type));
        while (!open.isEmpty()) {
            JavaClass user = open.remove();
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                String used = dependency.getTargetClass().getBaseComponentType().getName();
                if (OUTSIDE.contains(used)) {
                    return used + " in " + user.getName();
                }
                if (classes.contain(used) && seen.add(used)) {
                    open.add(classes.get(used));
                }
            }
        }
        return "";
    }
}
