/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** The compiled classes of all modules of the kernel, without those of tests. */
final class KernelClasses {

    private KernelClasses() {}

    /** @param more packages besides the kernel's */
    static JavaClasses with(String... more) {
        ClassFileImporter importer = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(KernelClasses::isShipped);
        String[] packages = new String[more.length + 1];
        packages[0] = "org.weft.kernel";
        System.arraycopy(more, 0, packages, 1, more.length);
        return importer.importPackages(packages);
    }

    /** Test classes come as folders or as jars, which depends on the phase that the build has reached. */
    private static boolean isShipped(Location location) {
        return !location.contains("-tests.jar")
                && !location.contains("/kernel/testing/")
                && !location.contains("weft-kernel-testing");
    }
}
