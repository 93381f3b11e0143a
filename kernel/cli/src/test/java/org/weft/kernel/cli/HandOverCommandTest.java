/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.db.LastSignInTable;
import org.weft.kernel.identity.db.RestingAccountTable;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.db.ProjectTable;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;
import picocli.CommandLine;

/** {@code weft accounts hand-over}, beside what else the command says. */
class HandOverCommandTest {

    private static final UserId EINSTEIN = new UserId("uni", "e", UserType.PRIMARY);
    private static final UserId MARIE = new UserId("uni", "m", UserType.PRIMARY);
    private static final UserId OTHER_MARIE = new UserId("lab", "m", UserType.PRIMARY);

    @TempDir
    private Path data;

    private StringWriter told = new StringWriter();

    @BeforeEach
    void fill() {
        try (StateDatabase state = TestDatabases.sqlite(data)) {
            LastSignInTable seen = new LastSignInTable(state);
            seen.put(new LastSignInTable.Row(EINSTEIN, "einstein", Instant.now(), ""));
            seen.put(new LastSignInTable.Row(MARIE, "marie", Instant.now(), ""));
            ProjectTable spaces = new ProjectTable(state);
            spaces.add(space("physics", EINSTEIN, Optional.empty()));
            spaces.add(space("archive", EINSTEIN, Optional.of(Instant.now())));
            spaces.add(space("radium", MARIE, Optional.empty()));
        }
    }

    private static ProjectRow space(String name, UserId owner, Optional<Instant> disabled) {
        return new ProjectRow(
                new SpaceKey("home", new SpaceId(name)),
                new NodeId("root-of-" + name),
                name,
                owner,
                ProjectRow.Words.NONE,
                disabled);
    }

    private int run(String... arguments) {
        told = new StringWriter();
        List<String> words = new ArrayList<>(List.of("accounts", "hand-over", "--data", data.toString()));
        words.addAll(List.of(arguments));
        CommandLine command = Main.commands("accounts");
        command.setOut(new PrintWriter(told)).setErr(new PrintWriter(told));
        return command.execute(words.toArray(String[]::new));
    }

    private List<String> owned(UserId owner) {
        try (StateDatabase state = TestDatabases.sqlite(data)) {
            return new ProjectTable(state)
                    .ownedBy(owner).stream().map(ProjectRow::name).toList();
        }
    }

    @Test
    void all_spaces_of_somebody_who_left_are_somebody_elses_and_it_is_told_what_was_not_moved() {
        assertThat(run("einstein", "marie")).as(told.toString()).isZero();
        assertThat(told.toString())
                .contains("physics", "archive", "disabled", "2 project space(s) handed over")
                .contains("Not moved: the home of einstein")
                .contains("does not rest");
        assertThat(owned(MARIE)).containsExactly("archive", "physics", "radium");
        assertThat(owned(EINSTEIN)).isEmpty();

        assertThat(run("einstein", "marie")).isZero();
        assertThat(told.toString()).contains("No project space handed over");
    }

    @Test
    void a_dry_run_tells_the_same_and_changes_nothing() {
        assertThat(run("einstein", "marie", "--dry-run")).isZero();
        assertThat(told.toString()).contains("physics", "archive", "2 project space(s) would be handed over");
        assertThat(owned(EINSTEIN)).containsExactly("archive", "physics");
    }

    @Test
    void nothing_is_handed_to_nobody_to_oneself_to_who_rests_or_to_one_of_several() {
        assertThat(run("einstein", "mrie")).isEqualTo(1);
        assertThat(run("einstein", "mrie@uni")).isEqualTo(1);
        assertThat(told.toString()).contains("never signed in here");
        assertThat(run("einstein", "einstein")).isEqualTo(1);
        try (StateDatabase state = TestDatabases.sqlite(data)) {
            new RestingAccountTable(state).put(new RestingAccountTable.Row(MARIE, "marie", "operator", Instant.now()));
        }
        assertThat(run("einstein", "marie")).isEqualTo(1);
        assertThat(told.toString()).contains("marie rests");
        try (StateDatabase state = TestDatabases.sqlite(data)) {
            new RestingAccountTable(state).remove(MARIE, List.of("operator"));
            new LastSignInTable(state).put(new LastSignInTable.Row(OTHER_MARIE, "marie", Instant.now(), ""));
        }
        assertThat(run("einstein", "marie")).isEqualTo(1);
        assertThat(told.toString()).contains("several people", "m@uni", "m@lab");
        assertThat(owned(EINSTEIN)).containsExactly("archive", "physics");

        assertThat(run("einstein", "m@uni")).isZero();
        assertThat(owned(MARIE)).containsExactly("archive", "physics", "radium");
    }
}
