/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.weft.kernel.runtime.config.DirectorySection;
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.PluginHosting;
import org.weft.kernel.server.StartFailure;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.Accounts;
import org.weft.spi.identity.User;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft users}. */
@Command(
        name = "users",
        description = {
            "Works on the accounts of a directory that can be changed, such as users.json.",
            "A running server sees the changes by itself."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UsersCommand.Add.class,
            UsersCommand.Listing.class,
            UsersCommand.Remove.class,
            UsersCommand.Password.class
        },
        mixinStandardHelpOptions = true)
final class UsersCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command? Try: weft users list");
    }

    /** Where accounts are. */
    static final class Where {

        @Spec(Spec.Target.MIXEE)
        private CommandSpec command = CommandSpec.create();

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Option(
                names = "--directory",
                paramLabel = "NAME",
                description = "The [[directory]] entry to work on. Default: the first that can be changed.")
        private String directory = "";

        void say(String line) {
            command.commandLine().getOut().println(line);
        }

        void print(AccountRows rows) {
            rows.print(command.commandLine().getOut());
        }

        void with(Consumer<Accounts> work) throws StartFailure {
            EffectiveConfig config = EffectiveConfig.read(common.launch(), System.getenv());
            try (PluginHosting.Passing passing = PluginHosting.passing(config)) {
                PluginHost plugins = passing.plugins();
                plugins.load();
                for (DirectorySection entry : config.config().directory()) {
                    boolean meant = directory.isEmpty() || directory.equals(entry.name());
                    if (meant && worked(plugins, entry, work)) {
                        return;
                    }
                }
            }
            throw StartFailure.because(
                    directory.isEmpty()
                            ? "no [[directory]] of this site has accounts that can be changed"
                            : "there is no [[directory]] '" + directory + "' whose accounts can be changed");
        }

        /** The same with a password that is asked for, and forgotten afterwards. */
        void withSecret(String name, BiConsumer<Accounts, char[]> work) throws StartFailure {
            char[] secret = Secret.ask(name);
            try {
                with(accounts -> work.accept(accounts, secret));
            } finally {
                Arrays.fill(secret, '\0');
            }
        }

        private static boolean worked(PluginHost plugins, DirectorySection entry, Consumer<Accounts> work) {
            return plugins.unstarted(
                    DriverKind.DIRECTORY,
                    entry.name(),
                    entry.driver(),
                    entry.options(),
                    driver -> driver.accounts()
                            .map(accounts -> {
                                work.accept(accounts);
                                return true;
                            })
                            .orElse(false));
        }
    }

    /** {@code weft users add}. */
    @Command(
            name = "add",
            description = {
                "Adds an account. Asks for the password; when standard input is no terminal, reads it as one line.",
                "Only a slow salted hash of it is kept."
            },
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {

        @Mixin
        private Where where = new Where();

        @Parameters(paramLabel = "NAME", description = "The login name.")
        private String name = "";

        @Option(names = "--display-name", paramLabel = "TEXT", description = "The name that others see. Default: NAME.")
        private String displayName = "";

        @Option(names = "--mail", paramLabel = "ADDRESS", description = "The mail address.")
        private String mail = "";

        @Option(
                names = "--group",
                paramLabel = "GROUP",
                description = "A group of the user; may be given several times.")
        private List<String> groups = new ArrayList<>();

        @Option(
                names = "--idp",
                paramLabel = "TEXT",
                description =
                        "The identity provider in the user's id, the same for all users of a site. Default: ${DEFAULT-VALUE}.")
        private String idp = "localhost";

        @Override
        public Integer call() throws StartFailure {
            where.withSecret(name, (accounts, secret) -> accounts.add(user(), secret));
            where.say("added " + name);
            return 0;
        }

        private User user() {
            return new User(
                    new UserId(idp, UUID.randomUUID().toString(), UserType.PRIMARY),
                    name,
                    mail,
                    false,
                    displayName.isEmpty() ? name : displayName,
                    groups,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Map.of());
        }
    }

    /** {@code weft users password}. */
    @Command(
            name = "password",
            description = "Gives an account another password; asks for it as `add` does.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Password implements Callable<Integer> {

        @Mixin
        private Where where = new Where();

        @Parameters(paramLabel = "NAME", description = "The login name.")
        private String name = "";

        @Override
        public Integer call() throws StartFailure {
            where.withSecret(name, (accounts, secret) -> accounts.setSecret(name, secret));
            where.say("changed the password of " + name);
            return 0;
        }
    }

    /** {@code weft users remove}. */
    @Command(
            name = "remove",
            description = "Removes an account. The user's files stay.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Remove implements Callable<Integer> {

        @Mixin
        private Where where = new Where();

        @Parameters(paramLabel = "NAME", description = "The login name.")
        private String name = "";

        @Override
        public Integer call() throws StartFailure {
            where.with(accounts -> accounts.remove(name));
            where.say("removed " + name);
            return 0;
        }
    }

    /** {@code weft users list}. */
    @Command(name = "list", description = "Lists the accounts.", sortOptions = false, mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {

        @Mixin
        private Where where = new Where();

        @Override
        public Integer call() throws StartFailure {
            AccountRows rows = new AccountRows();
            where.with(accounts -> accounts.list(user -> {
                rows.add(user);
                return true;
            }));
            where.print(rows);
            return 0;
        }
    }

    /** Asks for a password. */
    static final class Secret {

        private Secret() {}

        @SuppressWarnings("SystemConsoleNull") // the checker of nulls does not know
        static char[] ask(String name) throws StartFailure {
            Console console = System.console();
            if (console != null && console.isTerminal()) {
                char[] first = console.readPassword("Password for %s: ", name);
                char[] second = console.readPassword("Once more: ");
                if (first == null || second == null || !Arrays.equals(first, second)) {
                    throw StartFailure.because("the two passwords differ; nothing was changed");
                }
                Arrays.fill(second, '\0');
                return required(first);
            }
            try {
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                String line = in.readLine();
                return required(line == null ? new char[0] : line.toCharArray());
            } catch (IOException unreadable) {
                throw StartFailure.because("the password cannot be read from standard input", unreadable);
            }
        }

        private static char[] required(char[] secret) throws StartFailure {
            if (secret.length == 0) {
                throw StartFailure.because("an empty password is not accepted; nothing was changed");
            }
            return secret;
        }
    }
}
