/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import java.util.List;
import java.util.concurrent.Callable;
import org.weft.kernel.config.Problem;
import org.weft.kernel.plugin.Kind;
import org.weft.kernel.plugin.PluginHost;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weft check}. */
@Command(
        name = "check",
        description = {
            "Reads the configuration and reports every mistake in it, each as file:line:column: message.",
            "Options of drivers are checked as far as their plugins are there. Starts nothing."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws CannotStart {
        Setup setup = Setup.read(common.launch(), System.getenv());
        try (Hosting.Passing passing = Hosting.passing(setup)) {
            PluginHost plugins = passing.plugins();
            setup.config()
                    .storage()
                    .forEach(entry -> plugins.entry(Kind.STORAGE, entry.name(), entry.driver(), entry.options()));
            setup.config()
                    .auth()
                    .forEach(entry -> plugins.entry(Kind.AUTH, entry.name(), entry.driver(), entry.options()));
            setup.config()
                    .directory()
                    .forEach(entry -> plugins.entry(Kind.DIRECTORY, entry.name(), entry.driver(), entry.options()));
            plugins.load();
            List<Problem> problems = plugins.problems();
            if (!problems.isEmpty()) {
                throw Setup.mistakes(problems);
            }
            plugins.entries().stream()
                    .filter(entry -> plugins.plugins().stream()
                            .noneMatch(plugin -> plugin.drivers().contains(entry.kind() + ":" + entry.driver())))
                    .forEach(entry -> spec.commandLine()
                            .getErr()
                            .println("note: no plugin brings the " + entry.kind() + " driver '" + entry.driver()
                                    + "' of '" + entry.name() + "' yet, so its options are not checked"));
        }
        spec.commandLine().getOut().println(setup.source() + ": no mistakes");
        return 0;
    }
}
