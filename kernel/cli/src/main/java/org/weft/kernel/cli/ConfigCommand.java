/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.util.concurrent.Callable;
import org.weft.kernel.runtime.config.ConfigReference;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.PluginHosting;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weft config}. */
@Command(
        name = "config",
        description = "Tells about the configuration.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConfigCommand.Docs.class, ConfigApplyCommand.class},
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "which command? Try: weft config docs, or weft config apply");
    }

    /** {@code weft config docs}. */
    @Command(
            name = "docs",
            description = {
                "Prints the reference of the configuration in markdown: the server's own sections, and the options of",
                "the drivers in the plugin folders, also of plugins that others wrote."
            },
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Docs implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Override
        public Integer call() throws StartFailure {
            EffectiveConfig config = EffectiveConfig.read(common.launch(), System.getenv());
            try (PluginHosting.Passing passing = PluginHosting.passing(config)) {
                PluginHost plugins = passing.plugins();
                plugins.load();
                spec.commandLine().getOut().print(ConfigReference.server() + plugins.reference());
                spec.commandLine().getOut().flush();
            }
            return 0;
        }
    }
}
