/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.weft.kernel.testing.Checkout;

/** The pages for developers say which test proves what: a test that is renamed or taken away is found here. */
class NamedTestsTest {

    private static final Path ROOT = Checkout.at("");

    /** A class of tests, alone or with one of its methods: {@code `FilesTest.nothing_is_changed`}. */
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract))(?:[.#](\\w+))?`");

    @Test
    void every_test_that_a_page_names_exists() throws IOException {
        Map<String, Path> tests = tests();
        List<String> unknown = new ArrayList<>();
        int named = 0;
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs/dev"))) {
            for (Path page :
                    pages.filter(path -> path.toString().endsWith(".md")).toList()) {
                for (MatchResult name :
                        NAMED.matcher(Files.readString(page)).results().toList()) {
                    named++;
                    if (!isThere(tests, name)) {
                        unknown.add(page.getFileName() + ": " + name.group());
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(named).isGreaterThan(100);
    }

    private static boolean isThere(Map<String, Path> tests, MatchResult name) throws IOException {
        Path file = tests.get(name.group(1));
        return file != null && (name.group(2) == null || Files.readString(file).contains(" " + name.group(2) + "("));
    }

    private static Map<String, Path> tests() throws IOException {
        Map<String, Path> found = new HashMap<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean built = name.equals("target") || name.equals("node_modules") || name.equals(".git");
                return built ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (name.endsWith(".java")) {
                    found.put(name.substring(0, name.length() - ".java".length()), file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
