/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.weft.kernel.identity.db.LastSignInTable;
import org.weft.kernel.identity.db.LastSignInTable.Row;
import org.weft.kernel.identity.db.RestingAccountTable;
import org.weft.kernel.identity.directory.RestingAccounts;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.observe.AuditLog;
import org.weft.kernel.server.StartFailure;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.db.ProjectTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft accounts hand-over}: somebody left, somebody else takes over. */
@Command(
        name = "hand-over",
        description = {
            "Makes somebody the owner of all project spaces that somebody else owns, be they disabled: all or none.",
            "Members, content, ids and quotas of the spaces stay. On a running server it holds within seconds.",
            "The home, and what was shared from it, stays with its owner; it is told what was not moved."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done, or there was nothing to do",
            " 1:one of them is not known here, the name is several people's, or NEW rests"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class HandOverCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "OLD", description = "Who left: a login name, or id@idp.")
    private String old = "";

    @Parameters(index = "1", paramLabel = "NEW", description = "Who takes over: somebody who signed in here before.")
    private String successor = "";

    @Option(names = "--dry-run", description = "Tells what would be handed over, and changes nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws StartFailure {
        return CommandDatabase.use(common, this::handOver);
    }

    private int handOver(StateDatabase state) {
        Optional<Row> from = person(state, old);
        Optional<Row> to = person(state, successor);
        if (from.isEmpty() || to.isEmpty()) {
            return 1;
        }
        RestingAccounts resting = new RestingAccounts(new RestingAccountTable(state), Clock.systemUTC());
        Optional<String> obstacle = obstacle(state, resting, from.get(), to.get());
        if (obstacle.isPresent()) {
            common.err().println(obstacle.get());
            return 1;
        }
        ProjectTable table = new ProjectTable(state);
        List<ProjectRow> spaces = dryRun
                ? table.ownedBy(from.get().user())
                : table.handOver(from.get().user(), to.get().user());
        tell(spaces, from.get(), to.get());
        if (!resting.includes(from.get().user())) {
            common.out()
                    .println("Note: " + from.get().username() + " does not rest, and is let in as before. See: weft"
                            + " accounts rest " + old);
        }
        return 0;
    }

    private Optional<Row> person(StateDatabase state, String name) {
        List<Row> people = new KnownAccounts(state).named(name);
        if (people.size() != 1) {
            common.err().println(KnownAccounts.unclear(name, people));
            return Optional.empty();
        }
        return Optional.of(people.getFirst());
    }

    private Optional<String> obstacle(StateDatabase state, RestingAccounts resting, Row from, Row to) {
        if (from.user().equals(to.user())) {
            return Optional.of(old + " and " + successor + " are the same account");
        }
        if (new LastSignInTable(state).of(to.user()).isEmpty()) {
            return Optional.of(successor + " never signed in here; whoever takes over has to, so that a mistyped name"
                    + " gets nothing");
        }
        return resting.includes(to.user())
                ? Optional.of(successor + " rests, and could not enter the spaces; see weft accounts resting")
                : Optional.empty();
    }

    private void tell(List<ProjectRow> spaces, Row from, Row to) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("space", "from", "to", "state")));
        for (ProjectRow space : spaces) {
            rows.add(List.of(
                    space.name(),
                    from.username(),
                    to.username(),
                    space.disabled().isPresent() ? "disabled" : ""));
            if (!dryRun) {
                AuditLog.entry()
                        .addKeyValue("space", space.name())
                        .addKeyValue("from", from.user())
                        .addKeyValue("to", to.user())
                        .log("space-handed-over");
            }
        }
        if (!spaces.isEmpty()) {
            new TextTable(rows).print(common.out());
        }
        common.out()
                .println((spaces.isEmpty() ? "No project space" : spaces.size() + " project space(s)")
                        + (dryRun ? " would be handed over; nothing was changed." : " handed over."));
        common.out()
                .println("Not moved: the home of " + from.username() + "; shares, links and invitations that "
                        + from.username() + " made; memberships in spaces of others; app passwords.");
    }
}
