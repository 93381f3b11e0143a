/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.PluginHosting;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weft plugins catalogue}. */
@Command(
        name = "catalogue",
        description = {
            "Prints a table of all drivers in the plugin folders, in markdown: kind, name, plugin, maturity, how many",
            "options, and what it is. Needs no running server."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class PluginsCatalogueCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws StartFailure {
        PrintWriter out = spec.commandLine().getOut();
        try (PluginHosting.Passing passing =
                PluginHosting.passing(EffectiveConfig.read(common.launch(), System.getenv()))) {
            PluginHost plugins = passing.plugins();
            plugins.load();
            out.print(plugins.catalogue());
            out.flush();
        }
        return 0;
    }
}
