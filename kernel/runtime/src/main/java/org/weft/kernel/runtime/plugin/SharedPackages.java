/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.util.List;

/** What plugins share with the kernel, besides the JDK; nothing else of the kernel's is visible to them. */
final class SharedPackages {

    /** Prefixes of class names. PF4J forces its own. */
    static final List<String> PREFIXES = List.of("org.weft.spi.", "org.slf4j.", "org.pf4j.");

    private SharedPackages() {}

    static boolean holdsClass(String className) {
        for (String prefix : PREFIXES) {
            if (className.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an entry of an archive is a class that belongs to a shared package. */
    static boolean holdsEntry(String entry) {
        return entry.endsWith(".class") && holdsClass(entry.replace('/', '.'));
    }
}
