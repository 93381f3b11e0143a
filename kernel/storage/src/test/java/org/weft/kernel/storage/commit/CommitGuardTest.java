/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.put;
import static org.weft.kernel.storage.TestValues.showing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.StorageServicesCases;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;

/** What follows a change follows a step that was taken, and none that was stale. */
class CommitGuardTest extends StorageServicesCases {

    private static final PropertyName COLOUR = new PropertyName("urn:x", "colour");

    @TempDir
    private Path data;

    @Override
    public StateDatabase open() {
        return StateDatabase.open(data, Optional.empty());
    }

    private Node node(String path) throws IOException {
        return storage.stat(anna, Ref.path(RelPath.parse(path)));
    }

    private CommitGuard deleting(String path) throws IOException {
        Location location = files.placeOf(anna, at("data/" + path));
        return files.guard(anna, location, storage, ChangeKind.DELETE, Right.DELETE, showing("t"));
    }

    @Test
    void a_stale_step_ends_no_lock_and_drops_no_row() throws IOException {
        take(anna, "data/f/a", "t", Sharing.EXCLUSIVE, false);
        completions.properties().change(anna, at("data/f/a"), Map.of(COLOUR, "red"), Set.of(), showing("t"));
        Node file = node("f/a");
        Affected what =
                new Affected(file.space(), List.of(node("f")), file.path(), Optional.of(file), Optional.empty());

        Guard guard = deleting("f/a");
        Attempt<Node> stale = guard.attempt(what, Attempt::stale);
        assertThat(stale).isInstanceOf(Attempt.Stale.class);
        locked(() -> put(files, ben, "data/f/a", "no"));
        assertThat(completions.properties().get(anna, at("data/f/a"), Set.of())).containsEntry(COLOUR, "red");

        Attempt<Node> committed = guard.attempt(what, () -> Attempt.committed(file));
        assertThat(committed).isEqualTo(Attempt.committed(file));
        assertThat(completions.properties().get(anna, at("data/f/a"), Set.of())).isEmpty();
        put(files, ben, "data/f/a", "the lock has ended");
    }

    @Test
    void an_answer_tells_what_the_step_did_that_was_taken() throws IOException {
        Node folder = node("f");
        Node file = node("f/a");
        RelPath place = file.path();
        Affected fresh = new Affected(file.space(), List.of(folder), place, Optional.empty(), Optional.empty());
        Affected over = new Affected(file.space(), List.of(), place, Optional.of(file), Optional.empty());
        CommitGuard guard = files.guard(
                anna,
                files.placeOf(anna, at("data/f/a")),
                storage,
                ChangeKind.WRITE,
                Right.UPLOAD,
                WriteConditions.plain());
        guard.attempt(fresh, Attempt::stale);
        guard.attempt(over, () -> Attempt.committed(file));
        assertThat(guard.createdNode()).isFalse();
        guard.attempt(fresh, Attempt::stale);
        assertThat(guard.createdNode()).as("a stale step is not remembered").isFalse();
    }
}
