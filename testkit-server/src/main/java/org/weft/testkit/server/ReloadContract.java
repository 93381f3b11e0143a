/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.testkit.Since;

/**
 * A plugin comes and goes without a trace: a real server, in a process of its own with little memory, finds the archive,
 * uses its storage through WebDAV, loses the archive again, several times; afterwards none of its classes is loaded any
 * more, no thread is left over and no file of it is open. Loaders that hang on soft references only are no leak: the
 * process fills its heap until those are gone.
 *
 * <pre>{@code
 * class MyReloadIT extends ReloadContract {
 *     @Override protected Path jar(Path tmp) { return Path.of("target/my-storage.jar"); }
 *     @Override protected String storage(Path tmp) { return """
 *             driver = "my"
 *             options = { root = "%s" }
 *             """.formatted(tmp); }
 * }
 * }</pre>
 */
@Since("0.1")
public abstract class ReloadContract {

    /**
     * The archive under test.
     *
     * @param tmp a folder for this test alone
     */
    protected abstract Path jar(Path tmp) throws IOException;

    /**
     * The lines of a {@code [[storage]]} section that name the driver and its options.
     *
     * @param tmp a folder for this test alone, which exists
     */
    protected abstract String storage(Path tmp) throws IOException;

    /** Whether the storage can be written; else it is only listed and read. */
    protected boolean isWritable() {
        return true;
    }

    /** How much heap the server gets, such as {@code 96m}; a driver with large libraries needs more. */
    protected String heap() {
        return "128m";
    }

    @Test
    void a_plugin_that_came_and_went_leaves_nothing(@TempDir Path tmp) throws Exception {
        Path jar = jar(Files.createDirectories(tmp.resolve("jar")));
        Path config = tmp.resolve("storage.toml");
        Files.writeString(config, storage(Files.createDirectories(tmp.resolve("storage"))));
        Path log = tmp.resolve("log");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-cp", classPathWithout(jar), ComeAndGo.class.getName()));
        command.addAll(List.of(jar.toAbsolutePath().toString(), config.toString(), String.valueOf(isWritable())));
        Process process = new ProcessBuilder(command)
                .redirectError(log.toFile())
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        assertThat(report)
                .as("what was left; the log:%n%s", Files.readString(log))
                .isEqualTo(ComeAndGo.NOTHING);
        assertThat(exit).isZero();
    }

    /** The plugin's own classes come from its archive or from nowhere. */
    private static String classPathWithout(Path jar) {
        List<String> own = PluginJars.classes(jar);
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> own.isEmpty() || !holds(Path.of(entry), own.getFirst()) || isTestkit(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isTestkit(Path entry) {
        return entry.toAbsolutePath().equals(PluginJars.source(Since.class).toAbsolutePath());
    }

    private static boolean holds(Path entry, String className) {
        return Files.isDirectory(entry)
                ? Files.exists(entry.resolve(className.replace('.', '/') + ".class"))
                : Files.exists(entry) && PluginJars.classes(entry).contains(className);
    }
}
