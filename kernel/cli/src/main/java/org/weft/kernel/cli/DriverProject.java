/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.weft.kernel.server.Version;

/** Writes the project of a driver from templates. */
final class DriverProject {

    private final Kind kind;
    private final String name;
    private final String javaPackage;
    private final Version version;
    private final Path home;

    /** The kinds there are templates for. */
    enum Kind {
        STORAGE("org.weft.spi.storage.StorageDriverFactory", "Tree"),
        AUTH("org.weft.spi.auth.AuthProviderFactory", ""),
        DIRECTORY("org.weft.spi.identity.DirectoryFactory", ""),
        SHARE_STORE("org.weft.spi.share.ShareStoreFactory", "Invites"),
        SHARE_POLICY("org.weft.spi.share.SharePolicyFactory", ""),
        APP("org.weft.spi.app.AppProviderFactory", "Page");

        private final String service;
        private final String further;

        Kind(String service, String further) {
            this.service = service;
            this.further = further;
        }

        /** The classes of the project, by the ends of their names. */
        private List<String> parts() {
            return Stream.of("Factory", "Config", "Driver", further)
                    .filter(part -> !part.isEmpty())
                    .toList();
        }

        /** As the command line calls it. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** As a reader calls it. */
        private String spoken() {
            return switch (this) {
                case AUTH -> "sign-in";
                case APP -> "application";
                case STORAGE, DIRECTORY, SHARE_STORE, SHARE_POLICY -> word().replace('-', ' ');
            };
        }
    }

    /** @param home where the server lies, and with it the repository that the project compiles from */
    DriverProject(Kind kind, String name, String javaPackage, Version version, Path home) {
        this.kind = kind;
        this.name = name;
        this.javaPackage = javaPackage;
        this.version = version;
        this.home = home;
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
        put(kind.word() + ".toml", project.resolve("weft.toml"));
        put("gitignore", project.resolve(".gitignore"));
        put("package-info.java", main.resolve("package-info.java"));
        for (String part : kind.parts()) {
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
        text(filled(read(template)), file);
    }

    private static String read(String template) throws IOException {
        try (InputStream in = DriverProject.class.getResourceAsStream("new/" + template)) {
            if (in == null) {
                throw new FileNotFoundException("the template " + template + " is missing in this server");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String filled(String template) throws IOException {
        return template.replace(
                        "@try@",
                        template.contains("@try@")
                                ? read(kind.word() + "-try.md").strip()
                                : "")
                .replace("@name@", name)
                .replace("@Class@", className())
                .replace("@package@", javaPackage)
                .replace("@word@", kind.spoken())
                .replace("@A-word@", (kind == Kind.APP ? "An " : "A ") + kind.spoken())
                .replace("@weft@", version.server())
                .replace("@home@", home.toAbsolutePath().normalize().toString())
                .replace(
                        "@requires@",
                        version.requires()
                                .replace("<", "&lt;")
                                .replace(">", "&gt;")
                                .replace("& ", "&amp; "));
    }

    private static void text(String text, Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, text);
    }
}
