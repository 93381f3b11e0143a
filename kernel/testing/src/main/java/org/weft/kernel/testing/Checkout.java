/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout of the project, for tests that read its pages or its sources. */
public final class Checkout {

    private static final Path ROOT = root();

    private Checkout() {}

    /** @param path from the top of the checkout, such as {@code docs/dev} */
    public static Path at(String path) {
        return ROOT.resolve(path);
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("weft")) || !Files.exists(folder.resolve("spi"))) {
            Path above = folder.getParent();
            if (above == null) {
                throw new IllegalStateException(
                        "tests run in a checkout, and " + Path.of("").toAbsolutePath() + " is in none");
            }
            folder = above;
        }
        return folder;
    }
}
