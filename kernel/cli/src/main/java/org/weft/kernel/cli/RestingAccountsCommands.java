/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.weft.kernel.identity.db.LastSignInTable.Row;
import org.weft.kernel.identity.db.RestingAccountTable;
import org.weft.kernel.identity.directory.RestingAccounts;
import org.weft.kernel.identity.directory.RestingAccounts.Cause;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weft accounts rest}, {@code wake} and {@code resting}: what people leave behind. */
final class RestingAccountsCommands {

    private RestingAccountsCommands() {}

    /** Somebody or some who are put to rest or woken. */
    @Command(
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {" 0:done", " 1:one of them is not known here, or the name is several people's"},
            sortOptions = false,
            mixinStandardHelpOptions = true)
    private abstract static class OfPeople implements Callable<Integer> {

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Parameters(paramLabel = "NAME", arity = "1..*", description = "Login names, or id@idp.")
        private List<String> names = new ArrayList<>();

        @Override
        public final Integer call() throws StartFailure {
            return CommandDatabase.use(common, state -> {
                RestingAccounts resting = new RestingAccounts(new RestingAccountTable(state), Clock.systemUTC());
                int code = 0;
                for (String name : names) {
                    code |= each(state, resting, name);
                }
                return code;
            });
        }

        private int each(StateDatabase state, RestingAccounts resting, String name) {
            List<Row> people = new KnownAccounts(state).named(name);
            if (people.size() != 1) {
                common.err().println(KnownAccounts.unclear(name, people));
                return 1;
            }
            common.out().println(work(resting, people.getFirst()));
            return 0;
        }

        abstract String work(RestingAccounts resting, Row person);
    }

    /** {@code weft accounts rest}. */
    @Command(
            name = "rest",
            description = {
                "Puts people who are gone to rest: their app passwords, sessions, links, shares and keys let nobody"
                        + " in.",
                "Nothing is deleted. On a running server it holds within seconds, until: weft accounts wake NAME"
            })
    static final class Rest extends OfPeople {

        @Override
        String work(RestingAccounts resting, Row person) {
            boolean changed = resting.rest(person.user(), person.username(), Cause.OPERATOR);
            return person.username() + (changed ? " rests" : " rests already");
        }
    }

    /** {@code weft accounts wake}. */
    @Command(
            name = "wake",
            description = {
                "Wakes people who rest, whatever for, with all that they left behind.",
                "Who is still missing in the directory that knew them rests again within minutes."
            })
    static final class Wake extends OfPeople {

        @Override
        String work(RestingAccounts resting, Row person) {
            return person.username() + (resting.wake(person.user()) ? " is awake" : " did not rest");
        }
    }

    /** {@code weft accounts resting}. */
    @Command(
            name = "resting",
            description = "Lists who rests, since when, and why.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Those implements Callable<Integer> {

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Override
        public Integer call() throws StartFailure {
            List<List<String>> rows = new ArrayList<>(List.of(List.of("name", "why", "since", "id")));
            CommandDatabase.use(common, state -> {
                new RestingAccountTable(state)
                        .all()
                        .forEach(row -> rows.add(List.of(
                                row.username(),
                                row.cause(),
                                row.since().toString(),
                                row.user().toString())));
                return 0;
            });
            new TextTable(rows).print(common.out());
            return 0;
        }
    }
}
