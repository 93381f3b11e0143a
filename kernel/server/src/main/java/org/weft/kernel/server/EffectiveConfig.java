/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.weft.kernel.runtime.config.Address;
import org.weft.kernel.runtime.config.AuthSection;
import org.weft.kernel.runtime.config.ConfigFile;
import org.weft.kernel.runtime.config.DirectorySection;
import org.weft.kernel.runtime.config.ParsedConfig;
import org.weft.kernel.runtime.config.Problem;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.config.StorageSection;

/**
 * The configuration that holds: the file's, completed by defaults, overridden by the command line.
 *
 * @param source what was read, for messages
 */
public record EffectiveConfig(String source, LaunchOptions launch, ServerConfig config) {

    private static final String HOME = """
        [[storage]]
        name = "home"
        driver = "localfs"
        mount = "/home"
        everyone = "none"
        options = { root = "storage/home" }
        """;

    private static final String ACCOUNTS = """
        [[auth]]
        name = "local"
        driver = "json"
        options = { users = "users.json" }
        [[directory]]
        name = "local"
        driver = "json"
        options = { users = "users.json", groups = "groups.json" }
        """;

    private static final String ACCOUNTS_WITHOUT_GROUPS = ACCOUNTS.replace(", groups = \"groups.json\"", "");

    /** Waits until somebody drops the example driver in, to see how that goes. */
    private static final String DEMO = """
        [[storage]]
        name = "hello"
        driver = "hello"
        mount = "/hello"
        everyone = "read"
        [[auth]]
        name = "demo"
        driver = "json"
        options = { demo = true }
        [[directory]]
        name = "demo"
        driver = "json"
        options = { demo = true }
        """;

    /**
     * Reads the configuration.
     *
     * @throws StartFailure with all mistakes
     */
    public static EffectiveConfig read(LaunchOptions launch, Map<String, String> environment) throws StartFailure {
        Read read = look(launch, environment);
        if (!read.loaded().problems().isEmpty()) {
            throw mistakes(read.loaded().problems());
        }
        ServerConfig given = read.loaded().config().orElseThrow();
        EffectiveConfig setup = new EffectiveConfig(read.source(), launch, completed(given, launch, read.files()));
        setup.requireLoopbackForDemo();
        return setup;
    }

    /** What would serve without a file; for commands that can do something even when the file is wrong. */
    public static EffectiveConfig usual(LaunchOptions launch, Map<String, String> environment) {
        ConfigFile files = new ConfigFile(environment);
        ServerConfig nothing =
                files.parse("defaults", "", launch.data()).config().orElseThrow();
        return new EffectiveConfig("defaults", launch, completed(nothing, launch, files));
    }

    /**
     * A configuration as it was found.
     *
     * @param source what was read, for messages
     * @param files what reads
     */
    public record Read(String source, ParsedConfig loaded, ConfigFile files) {

        /** Whether the file says who signs in. */
        public boolean hasPeople() {
            return loaded.config()
                    .filter(config ->
                            !config.auth().isEmpty() || !config.directory().isEmpty())
                    .isPresent();
        }
    }

    /** Reads the configuration, with its mistakes. */
    public static Read look(LaunchOptions launch, Map<String, String> environment) {
        ConfigFile files = new ConfigFile(environment);
        Path usual = launch.data().resolve("weft.toml");
        Path file = launch.config().orElse(usual);
        return launch.config().isPresent() || Files.exists(usual)
                ? new Read(file.toString(), files.load(file), files)
                : new Read("defaults", files.parse("defaults", "", launch.data()), files);
    }

    public static StartFailure mistakes(List<Problem> problems) {
        return StartFailure.misconfigured(
                problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())));
    }

    private static ServerConfig completed(ServerConfig given, LaunchOptions launch, ConfigFile files) {
        boolean groups = Files.exists(launch.data().resolve("groups.json"));
        String people = launch.demo() ? DEMO : groups ? ACCOUNTS : ACCOUNTS_WITHOUT_GROUPS;
        ServerConfig usual =
                files.parse("defaults", HOME + people, launch.data()).config().orElseThrow();
        List<StorageSection> storage = given.storage().isEmpty() ? usual.storage() : given.storage();
        boolean ownPeople = !given.auth().isEmpty() && !launch.demo();
        List<AuthSection> auth = ownPeople ? given.auth() : usual.auth();
        List<DirectorySection> directory = ownPeople ? given.directory() : usual.directory();
        return given.with(launch.http(), launch.grpc(), storage, auth, directory);
    }

    private void requireLoopbackForDemo() throws StartFailure {
        if (!launch.demo()) {
            return;
        }
        for (Address address : List.of(config.server().http(), config.server().grpc())) {
            if (!address.isLoopback()) {
                throw StartFailure.misconfigured(
                        "--demo serves accounts whose passwords everybody knows, so it does not" + " listen on "
                                + address + "; use a loopback address such as 127.0.0.1:" + address.port());
            }
        }
    }

    public Path data() {
        return launch.data();
    }

    /** The site's plugin folder. */
    public Path plugins() {
        return launch.plugins().or(() -> config.plugins().dir()).orElse(data().resolve("plugins"));
    }
}
