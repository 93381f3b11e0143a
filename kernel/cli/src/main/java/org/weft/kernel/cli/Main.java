/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.util.List;
import org.weft.kernel.server.StartFailure;
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
            " 2:the command line or the configuration is wrong",
            " 3:the memory was full; a server that is started again goes on"
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The commands in the order of the help. */
    private static final List<String> COMMANDS = List.of(
            "serve",
            "check",
            "plugins",
            "storage",
            "ocm",
            "users",
            "accounts",
            "login",
            "token",
            "brakes",
            "locks",
            "config",
            "version",
            "warm-up");

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commands(arguments).execute(arguments));
    }

    /** Knows all commands, or the one that is called: making each costs a server's start some time. */
    static CommandLine commands(String... arguments) {
        CommandLine main = new CommandLine(new Main());
        String first = arguments.length == 0 ? "" : arguments[0];
        for (String name : COMMANDS) {
            if (!COMMANDS.contains(first) || name.equals(first)) {
                main.addSubcommand(name, command(name));
            }
        }
        return main.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    }

    /** A switch and no references to constructors: those of Java 25 cannot be kept in the start-up cache here. */
    private static Object command(String name) {
        return switch (name) {
            case "serve" -> new ServeCommand();
            case "check" -> new CheckCommand();
            case "plugins" -> new PluginsCommand();
            case "storage" -> new StorageCommand();
            case "ocm" -> new OcmCommand();
            case "users" -> new UsersCommand();
            case "accounts" -> new AccountsCommand();
            case "login" -> new LoginCommand();
            case "token" -> new TokenCommand();
            case "brakes" -> new BrakesCommand();
            case "locks" -> new LocksCommand();
            case "config" -> new ConfigCommand();
            case "version" -> new VersionCommand();
            default -> new WarmUpCommand();
        };
    }

    private static int failed(Exception failure, CommandLine command) throws Exception {
        if (failure instanceof StartFailure reason) {
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
