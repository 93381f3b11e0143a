/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.Locks;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Uploads;
import org.weft.testkit.Since;

/** What the ability {@code Locks} promises of what locks keep out. */
@Since("0.2")
@Promises(Locks.class)
abstract class LockedChangesContract extends LockCases {

    /** A change is refused, and nothing has happened. */
    private void refused(String what, ThrowingCallable change) throws IOException {
        String before = bench().picture("/");
        assertThatThrownBy(change).as(what).isInstanceOf(Locked.class);
        assertThat(bench().picture("/")).as("the tree after: %s", what).isEqualTo(before);
    }

    private void write(Caller who, String path, PutSpec spec) throws IOException {
        bench().driver().put(who, StorageBench.at(path), spec, StorageBench.body("new"));
    }

    private void make(String path, String... shown) throws IOException {
        bench().driver().makeFolder(bench().anna(), StorageBench.at(path), making(shown));
    }

    private void delete(String path, String... shown) throws IOException {
        bench().driver().delete(bench().anna(), StorageBench.at(path), deleting(shown));
    }

    private void move(String from, String to, String... shown) throws IOException {
        bench().driver().move(bench().anna(), StorageBench.at(from), StorageBench.at(to), moving(true, shown));
    }

    @Test
    void a_locked_file_is_changed_with_the_lock_shown() throws IOException {
        lock("/f/a", "one");
        lock("/f/g/b", "two");
        refused("a write that shows nothing", () -> write(bench().anna(), "/f/a", showing()));
        refused("a write that shows another", () -> write(bench().anna(), "/f/a", showing("two")));
        refused("a deletion", () -> delete("/f/a"));
        refused("a move", () -> move("/f/a", "/elsewhere", "two"));
        assertThat(bench().read("/f/a")).as("reading is free").isEqualTo("old");
        write(bench().anna(), "/f/a", showing("two", "one"));
        assertThat(bench().read("/f/a")).isEqualTo("new");
        move("/f/a", "/elsewhere", "one");
        delete("/f/g/b", "two");
        assertThat(bench().names("/f/g")).isEmpty();
    }

    @Test
    void a_lock_serves_its_holder_alone() throws IOException {
        lock("/f/a", "one");
        refused("a write of somebody who knows the id", () -> write(BENNO, "/f/a", showing("one")));
        release("/f/a", "one");
        lock(office(), "/f/a", "office", Sharing.EXCLUSIVE, false);
        Caller bennoInOffice = new Caller(
                BENNO.user(),
                BENNO.username(),
                BENNO.groups(),
                BENNO.scopes(),
                BENNO.actingFor(),
                office().lockHolder(),
                BENNO.trace());
        write(bennoInOffice, "/f/a", showing("office"));
        refused("a write of benno without the application", () -> write(BENNO, "/f/a", showing("office")));
    }

    @Test
    void of_shared_locks_one_is_enough() throws IOException {
        lock(bench().anna(), "/f/a", "one", Sharing.SHARED, false);
        lock(BENNO, "/f/a", "two", Sharing.SHARED, false);
        refused("a write that shows none", () -> write(bench().anna(), "/f/a", showing()));
        write(bench().anna(), "/f/a", showing("one"));
        write(BENNO, "/f/a", showing("two"));
        refused("a write with the other's", () -> write(BENNO, "/f/a", showing("one")));
    }

    @Test
    void a_locked_folder_keeps_its_names() throws IOException {
        bench().put("/x", "x");
        lock("/f", "one");
        refused("a new file", () -> write(bench().anna(), "/f/new", showing()));
        refused("a new folder", () -> make("/f/new"));
        refused("a deletion", () -> delete("/f/a"));
        refused("a move into it", () -> move("/x", "/f/x"));
        refused("a move out of it", () -> move("/f/a", "/a"));
        write(bench().anna(), "/f/a", showing());
        write(bench().anna(), "/f/g/new", showing());
        write(bench().anna(), "/f/new", showing("one"));
        make("/f/folder", "one");
        move("/x", "/f/x", "one");
        move("/f/x", "/x", "one");
        delete("/f/a", "one");
        assertThat(bench().names("/f")).containsExactly("folder", "g", "new");
    }

    @Test
    void a_deep_lock_keeps_all_below() throws IOException {
        lock(bench().anna(), "/f", "deep", Sharing.EXCLUSIVE, true);
        refused("a write", () -> write(bench().anna(), "/f/g/b", showing()));
        refused("a new file", () -> write(bench().anna(), "/f/g/new", showing()));
        refused("a new folder", () -> make("/f/g/new"));
        refused("a deletion", () -> delete("/f/g"));
        refused("a move within", () -> move("/f/g/b", "/f/g/c"));
        write(bench().anna(), "/f/g/b", showing("deep"));
        write(bench().anna(), "/f/g/new", showing("deep"));
        make("/f/g/folder", "deep");
        move("/f/g/b", "/f/b", "deep");
        delete("/f/g", "deep");
        assertThat(bench().names("/f")).containsExactly("a", "b");
    }

    @Test
    void a_folder_goes_only_with_all_locks_below_it_shown() throws IOException {
        bench().folder("/other");
        lock("/f/a", "one");
        lock("/f/g/b", "two");
        refused("a deletion", () -> delete("/f"));
        refused("a deletion that shows one of two", () -> delete("/f", "one"));
        refused("a move", () -> move("/f", "/moved", "two"));
        refused("a move over it", () -> move("/other", "/f", "two"));
        write(bench().anna(), "/f/free", showing());
        move("/f/g", "/g", "two");
        assertThat(bench().names("/g")).containsExactly("b");
        delete("/f", "one");
        assertThat(bench().exists("/f")).isFalse();
    }

    @Test
    void a_node_that_is_replaced_is_judged_too() throws IOException {
        bench().put("/x", "x");
        lock("/f/a", "one");
        refused("a move over it", () -> move("/x", "/f/a"));
        move("/x", "/f/a", "one");
        assertThat(bench().read("/f/a")).isEqualTo("x");
    }

    @Test
    void a_copy_over_a_locked_node_is_judged_too() throws IOException {
        bench().copying();
        bench().put("/x", "x");
        lock("/f/a", "one");
        lock("/f/g", "two");
        refused("a copy over it", () -> bench().copy("/x", "/f/a", moving(true)));
        refused("a copy into it", () -> bench().copy("/x", "/f/g/x", moving(false)));
        bench().copy("/x", "/f/a", moving(true, "one"));
        bench().copy("/x", "/f/g/x", moving(false, "two"));
        assertThat(bench().read("/f/a")).isEqualTo("x");
    }

    @Test
    void a_write_is_refused_before_its_first_byte() throws IOException {
        lock("/f/a", "one");
        IOException read = new IOException("the body was read");
        refused(
                "a write that shows nothing",
                () -> bench().driver()
                        .put(bench().anna(), StorageBench.at("/f/a"), showing(), Bodies.breaking(0, read)));
    }

    @Test
    void a_lock_that_comes_while_the_body_runs_counts() throws IOException {
        refused(
                "a write that another's lock overtook",
                () -> bench().driver()
                        .put(
                                bench().anna(),
                                StorageBench.at("/f/a"),
                                showing(),
                                Bodies.during("new", () -> lock(BENNO, "/f/a", "theirs", Sharing.EXCLUSIVE, false))));
        assertThat(bench().read("/f/a")).isEqualTo("old");
    }

    @Test
    void an_upload_in_parts_shows_the_lock_when_it_is_committed() throws IOException {
        Uploads uploads = offered("Uploads", StorageDriver::uploads);
        lock("/f/a", "one");
        Caller anna = bench().anna();
        String id =
                uploads.begin(anna, StorageBench.at("/f/a"), OptionalLong.of(3)).id();
        uploads.append(anna, id, 0, new ByteArrayInputStream("new".getBytes(StandardCharsets.UTF_8)));
        refused("a commit", () -> uploads.commit(anna, id, StorageBench.at("/f/a"), showing()));
        uploads.commit(anna, id, StorageBench.at("/f/a"), showing("one"));
        assertThat(bench().read("/f/a")).isEqualTo("new");
    }
}
