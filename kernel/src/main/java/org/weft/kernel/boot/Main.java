/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import org.weft.spi.WeftException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "weft",
        description = "Serves a site's files over WebDAV and the CS3 APIs.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        subcommands = {
            ServeCommand.class,
            CheckCommand.class,
            PluginsCommand.class,
            UsersCommand.class,
            ConfigCommand.class,
            VersionCommand.class,
            WarmUpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        footerHeading = "%nTo try it out:%n",
        footer = {
            "  weft serve --demo                 serves ./weft-data with three demo accounts",
            "  weft COMMAND --help               tells more about a command"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:it failed; the message says why",
            " 2:the command line or the configuration is wrong"
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commands().execute(arguments));
    }

    static CommandLine commands() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    }

    private static int failed(Exception failure, CommandLine command) throws Exception {
        if (failure instanceof CannotStart reason) {
            command.getErr().println(reason.text());
            return reason.exitCode();
        }
        if (failure instanceof WeftException reason) {
            command.getErr().println(reason.text());
            return 1;
        }
        throw failure;
    }

    /** Without a command there is nothing to do but to tell which there are. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }
}
