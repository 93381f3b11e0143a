/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.testkit.Since;

/**
 * A plugin of any kind comes and goes without a trace: a real server, in a process of its own with little memory, finds the
 * archive, is asked for what the plugin serves, loses the archive again, several times; afterwards none of its classes is
 * loaded any more, no thread is left over and no file of it is open. Loaders that hang on soft references only are no leak:
 * the process drops those at every collection. For a storage, {@link ReloadContract} asks by itself.
 *
 * <pre>{@code
 * class MyReloadIT extends PluginReloadContract {
 *     @Override protected Path jar(Path tmp) { return Path.of("target/my-auth.jar"); }
 *     @Override protected String config(Path tmp) { return """
 *             [[auth]]
 *             name = "mine"
 *             driver = "my"
 *             """; }
 *     @Override protected List<Use> uses() { return List.of(new Use("PROPFIND", "/dav/tree/", "", "me", "mine", Set.of(207))); }
 * }
 * }</pre>
 */
@Since("0.1")
public abstract class PluginReloadContract {

    private static final Duration LIMIT = Duration.ofMinutes(6);

    /**
     * The archive under test.
     *
     * @param tmp a folder for this test alone
     */
    protected abstract Path jar(Path tmp) throws IOException;

    /**
     * The server's configuration, but for the ports.
     *
     * @param tmp a folder for this test alone, which exists
     */
    protected abstract String config(Path tmp) throws IOException;

    /** What the server is asked while the plugin serves, in this order. */
    protected abstract List<Use> uses();

    /**
     * Whether the manifest says {@code Weft-Libraries: retained}. Then the libraries may stay once they are loaded, with their
     * threads and open files, and one copy of the plugin's own classes that they hold; but nothing of that may grow by another
     * round.
     */
    protected boolean retainsLibraries() {
        return false;
    }

    /** How much heap the server gets, such as {@code 96m}; a driver with large libraries needs more. */
    protected String heap() {
        return "128m";
    }

    @Test
    void a_plugin_that_came_and_went_leaves_nothing(@TempDir Path tmp) throws Exception {
        Path jar = jar(Files.createDirectories(tmp.resolve("jar")));
        Path config =
                Files.writeString(tmp.resolve("config.toml"), config(Files.createDirectories(tmp.resolve("storage"))));
        Path uses =
                Files.write(tmp.resolve("uses"), uses().stream().map(Use::line).toList());
        Path log = tmp.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                program("java"), "-Xmx" + heap(), "-XX:SoftRefLRUPolicyMSPerMB=0", "-XX:+ExitOnOutOfMemoryError"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-cp", classPathWithout(jar), ComeAndGo.class.getName()));
        command.addAll(List.of(
                jar.toAbsolutePath().toString(),
                config.toString(),
                uses.toString(),
                String.valueOf(retainsLibraries())));
        Path told = tmp.resolve("told");
        Process process = new ProcessBuilder(command)
                .redirectError(log.toFile())
                .redirectOutput(told.toFile())
                .start();
        if (!process.waitFor(LIMIT)) {
            String threads = threads(process.pid(), tmp.resolve("threads"));
            process.destroyForcibly().waitFor();
            throw new AssertionError("the server hangs; its log:%n%s%n%s".formatted(Files.readString(log), threads));
        }
        assertThat(Files.readString(told))
                .as("what was left; the log:%n%s", Files.readString(log))
                .isEqualTo(ComeAndGo.NOTHING);
        assertThat(process.exitValue()).isZero();
    }

    /** What each thread of a process waits for, virtual ones too. */
    private static String threads(long pid, Path dump) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(program("jcmd"), Long.toString(pid), "Thread.dump_to_file", dump.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        asked.waitFor();
        return Files.exists(dump) ? Files.readString(dump) : "its threads could not be asked";
    }

    private static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
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
