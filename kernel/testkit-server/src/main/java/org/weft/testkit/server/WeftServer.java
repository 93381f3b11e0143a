/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.weft.kernel.server.Embedded;
import org.weft.spi.DriverFactory;
import org.weft.testkit.memory.MemoryFactory;

/**
 * A real server inside a test, on free loopback ports, with its data in a temporary folder that goes with it.
 *
 * <pre>{@code
 * try (WeftServer weft = WeftServer.site()
 *         .driver(MyFactory.class)
 *         .config("""
 *                 [[storage]]
 *                 name = "mine"
 *                 driver = "my"
 *                 mount = "/mine"
 *                 everyone = "write"
 *                 """)
 *         .start()) {
 *     // http + "/dav/tree/mine/", as anna with the secret sesame
 * }
 * }</pre>
 *
 * The drivers of the testkit are there too, all of them called {@code memory}. Unless the configuration names a way to sign
 * in, there are {@link #USER} and a second person, {@code ben} with the secret {@code open}.
 */
public final class WeftServer implements AutoCloseable {

    /** Who can sign in. */
    public static final String USER = "anna";

    /** What she signs in with. */
    public static final String SECRET = "sesame";

    private static final String PEOPLE = """

            [[auth]]
            name = "people"
            driver = "memory"
            options = { people = ["anna:sesame", "ben:open"], groups = ["friends:anna,ben"] }

            [[directory]]
            name = "people"
            driver = "memory"
            options = { people = ["anna:sesame", "ben:open"], groups = ["friends:anna,ben"] }
            """;

    private final Path folder;
    private final Embedded server;

    private WeftServer(Path folder, Embedded server) {
        this.folder = folder;
        this.server = server;
    }

    /** Begins to describe a server. */
    public static Site site() throws IOException {
        return new Site(Files.createTempDirectory("weft-server-"));
    }

    /** The URL of the HTTP port, without a slash at its end. */
    public String http() {
        return server.http();
    }

    /** {@code host:port} of the gRPC port. */
    public String grpc() {
        return server.grpc();
    }

    /** The folder that plugins are dropped into while the server runs. */
    public Path plugins() {
        return folder.resolve("plugins");
    }

    /** The server's data folder. */
    public Path data() {
        return folder.resolve("data");
    }

    /** Ends the server and removes its folder. */
    @Override
    public void close() throws IOException {
        server.close();
        remove(folder);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** A server that is not started yet. */
    public static final class Site {

        private final Path folder;
        private String config = "";

        private Site(Path folder) throws IOException {
            this.folder = folder;
            Files.createDirectory(folder.resolve("data"));
            Files.createDirectory(folder.resolve("plugins"));
            PluginJars.of(MemoryFactory.class, "testkit", folder.resolve("plugins"));
        }

        /** Makes a plugin of the factory and all that was compiled with it, without libraries. */
        public Site driver(Class<? extends DriverFactory<?, ?>> factory) throws IOException {
            String id = factory.getSimpleName().toLowerCase(Locale.ROOT);
            PluginJars.of(factory, id, folder.resolve("plugins"));
            return this;
        }

        /** Drops a finished plugin in. */
        public Site plugin(Path jar) throws IOException {
            Files.copy(
                    jar,
                    folder.resolve("plugins").resolve(jar.getFileName().toString()),
                    StandardCopyOption.REPLACE_EXISTING);
            return this;
        }

        /** Adds to the configuration. */
        public Site config(String toml) {
            config += toml + System.lineSeparator();
            return this;
        }

        /**
         * Starts the server; both ports answer when this returns.
         *
         * @throws IOException when it can't start; the message says why
         */
        public WeftServer start() throws IOException {
            Path file = folder.resolve("weft.toml");
            Files.writeString(file, config.contains("[[auth]]") ? config : config + PEOPLE);
            try {
                return new WeftServer(folder, Embedded.start(folder.resolve("data"), file, folder.resolve("plugins")));
            } catch (IOException refused) {
                remove(folder);
                throw refused;
            }
        }
    }
}
