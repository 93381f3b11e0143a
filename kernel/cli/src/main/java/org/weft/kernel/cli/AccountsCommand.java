/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.weft.kernel.identity.db.AccountTable;
import org.weft.kernel.identity.db.RevocationTable;
import org.weft.kernel.identity.signin.Revocations;
import org.weft.kernel.identity.signin.ServiceAccounts;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.server.StartFailure;
import org.weft.spi.UserId;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft accounts}. */
@Command(
        name = "accounts",
        description = {
            "Works on accounts of people who signed in, and of programs; lets rest what those who left leave behind.",
            "For accounts of users.json see `weft users`."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AccountsCommand.Listing.class,
            RestingAccountsCommands.Rest.class,
            RestingAccountsCommands.Wake.class,
            RestingAccountsCommands.Those.class,
            HandOverCommand.class,
            AccountsCommand.Free.class,
            AccountsCommand.Secret.class
        },
        mixinStandardHelpOptions = true)
final class AccountsCommand implements Runnable {

    private static final int MOST = 10_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command? Try: weft accounts list");
    }

    /** {@code weft accounts list}. */
    @Command(
            name = "list",
            description = "Lists the accounts of people who signed in, by login name; at most 10000.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Parameters(
                paramLabel = "TEXT",
                arity = "0..1",
                description = "Only those whose login name, name, mail or id holds this.")
        private String text = "";

        @Override
        public Integer call() throws StartFailure {
            AccountRows rows = new AccountRows();
            CommandDatabase.use(common, state -> {
                new AccountTable(state).find(text, MOST).forEach(rows::add);
                return 0;
            });
            rows.print(common.out());
            return 0;
        }
    }

    /** {@code weft accounts free}. */
    @Command(
            name = "free",
            description = {
                "Takes a login name from the account that has it, so that whoever signs in with it next has it.",
                "The old account is forgotten: its tokens and sessions end within seconds, on a running server too.",
                "What belongs to it, or is shared with it, stays with its id and does not go to the next."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {" 0:the name is free", " 1:no account of this kind has the name"},
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Free implements Callable<Integer> {

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Parameters(paramLabel = "NAME", description = "The login name.")
        private String name = "";

        @Override
        public Integer call() throws StartFailure {
            return CommandDatabase.use(common, this::free);
        }

        private int free(StateDatabase state) {
            Optional<UserId> holder = new AccountTable(state).free(name);
            if (holder.isEmpty()) {
                common.err().println("nobody who signed in has the login name " + name + "; see weft accounts list");
                return 1;
            }
            new Revocations(new RevocationTable(state), Clock.systemUTC()).revokedAt(holder.get());
            common.out().println("freed " + name + ", which " + holder.get() + " had");
            return 0;
        }
    }

    /** {@code weft accounts secret}. */
    @Command(
            name = "secret",
            description = {
                "Makes a secret for a program, and the secret-hash for its [[sign-in.service-account]].",
                "Nothing is kept here: the secret is shown this once."
            },
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Secret implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            String secret = ServiceAccounts.freshSecret(new SecureRandom());
            PrintWriter out = spec.commandLine().getOut();
            out.println("secret:      " + secret);
            out.println("secret-hash: " + ServiceAccounts.hash(secret));
            return 0;
        }
    }
}
