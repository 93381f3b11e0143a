/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the project of a driver from templates. */
final class Scaffold {

    private final Kind kind;
    private final String name;
    private final String javaPackage;
    private final Version version;

    /** The kinds there are templates for. */
    enum Kind {
        STORAGE("org.weft.spi.storage.StorageDriverFactory", """
                [[storage]]
                name = "@name@"
                driver = "@name@"
                mount = "/@name@"
                everyone = "read"
                options = { text = "Good morning" }"""),
        AUTH("org.weft.spi.auth.AuthProviderFactory", """
                [[auth]]
                name = "@name@"
                driver = "@name@"
                options = { user = "anna", secret = "file:/run/secrets/anna" }"""),
        DIRECTORY("org.weft.spi.identity.DirectoryFactory", """
                [[directory]]
                name = "@name@"
                driver = "@name@"
                options = { users = ["anna", "ben"] }""");

        private final String service;
        private final String toml;

        Kind(String service, String toml) {
            this.service = service;
            this.toml = toml;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** As a reader calls it. */
        private String spoken() {
            return this == AUTH ? "sign-in" : word();
        }
    }

    Scaffold(Kind kind, String name, String javaPackage, Version version) {
        this.kind = kind;
        this.name = name;
        this.javaPackage = javaPackage;
        this.version = version;
    }

    /** Writes into a folder that is new or empty. */
    void write(Path project) throws IOException {
        if (Files.isDirectory(project)) {
            try (Stream<Path> present = Files.list(project)) {
                if (present.findAny().isPresent()) {
                    throw new FileAlreadyExistsException(project + " is not empty; name a new or an empty folder");
                }
            }
        }
        Path code = Path.of(javaPackage.replace('.', '/'));
        Path main = project.resolve("src/main/java").resolve(code);
        Path test = project.resolve("src/test/java").resolve(code);
        put("pom.xml", project.resolve("pom.xml"));
        put("README.md", project.resolve("README.md"));
        put("gitignore", project.resolve(".gitignore"));
        put("package-info.java", main.resolve("package-info.java"));
        for (String part : new String[] {"Factory", "Config", "Driver"}) {
            put(kind.word() + "-" + part + ".java", main.resolve(className() + part + ".java"));
        }
        put(kind.word() + "-ContractTest.java", test.resolve(className() + "ContractTest.java"));
        text(
                javaPackage + "." + className() + "Factory\n",
                project.resolve("src/main/resources/META-INF/services").resolve(kind.service));
    }

    private String className() {
        return Arrays.stream(name.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    private void put(String template, Path file) throws IOException {
        try (InputStream in = Scaffold.class.getResourceAsStream("new/" + template)) {
            if (in == null) {
                throw new FileNotFoundException("the template " + template + " is missing in this server");
            }
            text(filled(new String(in.readAllBytes(), StandardCharsets.UTF_8)), file);
        }
    }

    private String filled(String template) {
        return template.replace("@toml@", kind.toml)
                .replace("@name@", name)
                .replace("@Class@", className())
                .replace("@package@", javaPackage)
                .replace("@word@", kind.spoken())
                .replace("@weft@", version.server())
                .replace("@spi@", version.spi());
    }

    private static void text(String text, Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, text);
    }
}
