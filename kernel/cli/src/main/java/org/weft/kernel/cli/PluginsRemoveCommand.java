/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft plugins remove}. */
@Command(
        name = "remove",
        description = {
            "Takes a plugin out of the site's plugin folder. A running server lets its calls finish and unloads it;",
            "a shipped plugin of the same id takes its place. The archive is kept (weft plugins rollback)."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class PluginsRemoveCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "ID", description = "The Plugin-Id.")
    private String id = "";

    @Override
    public Integer call() throws StartFailure {
        EffectiveConfig config = EffectiveConfig.read(common.launch(), System.getenv());
        List<Path> found = PluginsVerifyCommand.withId(config, id);
        if (found.isEmpty()) {
            throw StartFailure.because("no archive in " + config.plugins() + " has the Plugin-Id '" + id
                    + "'; plugins that came with the server stay");
        }
        for (Path file : found) {
            try (PluginArchives archives = PluginArchives.open(config.plugins())) {
                archives.remove(file, id);
            } catch (IOException failure) {
                throw StartFailure.because(file + " can't be removed: " + failure.getMessage(), failure);
            }
            spec.commandLine()
                    .getOut()
                    .println("removed " + file + "; weft plugins rollback " + id + " brings it back");
        }
        return 0;
    }
}
