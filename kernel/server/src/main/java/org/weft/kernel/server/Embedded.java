/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.runtime.config.Address;

/**
 * A whole server inside another program, for tests: the same that {@code weft serve} runs, on loopback ports that the system
 * chooses. Logging is the program's business.
 */
public final class Embedded implements AutoCloseable {

    private final Server server;
    private final String http;
    private final String grpc;

    private Embedded(Server server) {
        this.server = server;
        this.http = server.webUrl();
        this.grpc = server.grpc().toString();
    }

    /**
     * Starts a server; both ports answer when this returns.
     *
     * @param data the data folder, which exists
     * @param config the configuration file
     * @param plugins the folder of the site's plugins, which exists
     * @throws IOException when it can't start; the message says why, and nothing runs then
     */
    public static Embedded start(Path data, Path config, Path plugins) throws IOException {
        Optional<Address> free = Optional.of(new Address("127.0.0.1", 0));
        LaunchOptions launch =
                new LaunchOptions(data, Optional.of(config), Optional.of(plugins), Optional.empty(), free, free, false);
        try {
            return new Embedded(new Server(EffectiveConfig.read(launch, Map.of())));
        } catch (StartFailure reason) {
            throw new IOException(reason.text(), reason);
        }
    }

    /** The URL of the HTTP port, without a slash at its end. */
    public String http() {
        return http;
    }

    /** {@code host:port} of the gRPC port. */
    public String grpc() {
        return grpc;
    }

    /** Which version of the SPI it serves plugins by. */
    public static String spi() {
        return Version.read().spi();
    }

    /** Lets requests finish and ends everything. */
    @Override
    public void close() {
        server.close();
    }
}
