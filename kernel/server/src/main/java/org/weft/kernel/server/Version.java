/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.weft.kernel.runtime.plugin.SpiRange;

/**
 * Which Weft this is.
 *
 * @param server the server's version
 * @param spi the version of the contract with plugins
 */
public record Version(String server, String spi) {

    /** What a driver that is written now requires of the SPI: before 1.0 a minor version may break. */
    public String requires() {
        return SpiRange.of(spi);
    }

    public static Version read() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new Version(properties.getProperty("server", "unknown"), properties.getProperty("spi", "0.0.0"));
    }
}
