/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import org.weft.kernel.server.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weft version}. */
@Command(
        name = "version",
        description = "Tells the versions of the server, of its contract with plugins, and of Java.",
        mixinStandardHelpOptions = true)
final class VersionCommand implements Runnable, IVersionProvider {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        for (String line : getVersion()) {
            spec.commandLine().getOut().println(line);
        }
    }

    @Override
    public String[] getVersion() {
        Version version = Version.read();
        return new String[] {
            "weft " + version.server(), "spi " + version.spi(), "java " + System.getProperty("java.version")
        };
    }
}
