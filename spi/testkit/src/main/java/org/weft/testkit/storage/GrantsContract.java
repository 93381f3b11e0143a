/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Grants;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.StorageDriver;
import org.weft.testkit.Since;

/** What the ability {@code Grants} promises. */
@Since("0.2")
@Promises(Grants.class)
abstract class GrantsContract extends Cases {

    private static final Caller BENNO = StorageBench.caller("benno");
    private static final Grant.Grantee TO_BENNO = new Grant.ToUser(BENNO.user());
    private static final Grant.Grantee TO_GROUP =
            new Grant.ToGroup(new GroupId("https://idp.example.org", "physics & friends"));
    private static final Rights WRITE =
            Rights.read().plus(Rights.of(Right.UPLOAD, Right.CREATE_CONTAINER, Right.DELETE, Right.MOVE));

    @BeforeEach
    void requireGrants() throws IOException {
        grants();
        bench().requiresWriting();
        bench().folder("/f");
        bench().put("/f/a", "x");
    }

    private Grants grants() {
        return offered("Grants", StorageDriver::grants);
    }

    private Grant grant(Grant.Grantee grantee, Rights rights) {
        return new Grant(grantee, rights, bench().anna().user(), Optional.empty());
    }

    private void give(String path, Grant grant) throws IOException {
        grants().put(bench().anna(), StorageBench.at(path), grant);
    }

    private void take(String path, Grant.Grantee grantee) throws IOException {
        grants().remove(bench().anna(), StorageBench.at(path), grantee);
    }

    private List<Grant> on(String path) throws IOException {
        return on(StorageBench.at(path));
    }

    private List<Grant> on(Ref ref) throws IOException {
        List<Grant> all = new ArrayList<>();
        grants().list(bench().anna(), ref, all::add);
        return all;
    }

    /** Gives what not every backend has; skips the case where it has not. */
    private void giveIfThereIs(String what, String path, Grant grant) throws IOException {
        try {
            give(path, grant);
        } catch (Unsupported without) {
            assertThat(on(path)).as("what was refused is not there").isEmpty();
            Assumptions.abort("the driver has no " + what);
        }
    }

    @Test
    void a_grant_is_set_replaced_and_taken_away() throws IOException {
        assertThat(on("/f")).isEmpty();
        give("/f", grant(TO_BENNO, Rights.read()));
        assertThat(on("/f")).containsExactly(grant(TO_BENNO, Rights.read()));
        UserId carla = StorageBench.caller("carla").user();
        Grant wider = new Grant(TO_BENNO, WRITE, carla, Optional.empty());
        give("/f", wider);
        assertThat(on("/f")).containsExactly(wider);
        Node folder = bench().stat("/f");
        assertThat(on(Ref.id(folder.space(), folder.id()))).containsExactly(wider);
        assertThat(on("/f/a")).as("only those of the node itself are listed").isEmpty();
        take("/f", TO_BENNO);
        assertThat(on("/f")).isEmpty();
    }

    @Test
    void each_grantee_has_a_grant_and_a_receiver_may_stop() throws IOException {
        UserId benno = BENNO.user();
        List<Grant> given = List.of(
                grant(TO_BENNO, Rights.read()),
                grant(TO_GROUP, WRITE),
                grant(new Grant.ToUser(new UserId("https://other.example.org", benno.opaque(), benno.type())), WRITE),
                grant(new Grant.ToGroup(new GroupId("https://idp.example.org", benno.opaque())), Rights.read()));
        for (Grant each : given) {
            give("/f/a", each);
        }
        List<Grant> listed = on("/f/a");
        assertThat(listed).containsExactlyInAnyOrderElementsOf(given);
        assertThat(on("/f/a")).as("the order stays").isEqualTo(listed);
        List<Grant> some = new ArrayList<>();
        grants().list(bench().anna(), StorageBench.at("/f/a"), one -> {
            some.add(one);
            return some.size() < 2;
        });
        assertThat(some).isEqualTo(listed.subList(0, 2));
        take("/f/a", TO_GROUP);
        assertThat(on("/f/a")).hasSize(3).doesNotContain(given.get(1));
    }

    @Test
    void a_denial_is_a_grant_of_nothing() throws IOException {
        give("/f/a", grant(TO_BENNO, Rights.read()));
        take("/f/a", TO_BENNO);
        giveIfThereIs("denials", "/f/a", grant(TO_BENNO, Rights.none()));
        assertThat(on("/f/a")).containsExactly(grant(TO_BENNO, Rights.none()));
        take("/f/a", TO_BENNO);
        assertThat(on("/f/a")).isEmpty();
    }

    @Test
    void a_grant_ends_at_its_time() throws Exception {
        Instant later = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        giveIfThereIs("ends of grants", "/f", until(later));
        assertThat(on("/f")).containsExactly(until(later));
        Instant soon = Instant.now().plus(2, ChronoUnit.SECONDS).truncatedTo(ChronoUnit.SECONDS);
        give("/f", until(soon));
        bench().waitUntil("the grant ends", () -> on("/f").isEmpty());
        assertThatThrownBy(() -> take("/f", TO_BENNO)).isInstanceOf(NotFound.class);
    }

    private Grant until(Instant end) {
        return new Grant(TO_BENNO, Rights.read(), bench().anna().user(), Optional.of(end));
    }

    @Test
    void what_is_not_there_is_not_found() throws IOException {
        assertThatThrownBy(() -> on("/none")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> give("/none", grant(TO_BENNO, WRITE))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> take("/none", TO_BENNO)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> take("/f", TO_BENNO)).isInstanceOf(NotFound.class);
        give("/f", grant(TO_BENNO, WRITE));
        assertThatThrownBy(() -> take("/f", TO_GROUP)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> take("/f/a", TO_BENNO))
                .as("one of the folder above is none of the file")
                .isInstanceOf(NotFound.class);
        take("/f", TO_BENNO);
        assertThatThrownBy(() -> take("/f", TO_BENNO)).isInstanceOf(NotFound.class);
    }

    @Test
    void grants_outlive_the_driver() throws IOException {
        give("/f", grant(TO_BENNO, Rights.read()));
        give("/f", grant(TO_GROUP, WRITE));
        take("/f", TO_BENNO);
        give("/f/a", grant(TO_BENNO, WRITE));
        bench().restart();
        assertThat(on("/f")).containsExactly(grant(TO_GROUP, WRITE));
        assertThat(on("/f/a")).containsExactly(grant(TO_BENNO, WRITE));
    }

    @Test
    void what_is_granted_holds_for_all_below() throws IOException {
        bench().folder("/f/g");
        bench().put("/f/g/b", "x");
        give("/f", grant(TO_BENNO, Rights.read()));
        for (String path : List.of("/f", "/f/a", "/f/g", "/f/g/b")) {
            assertThat(rights(path).and(Rights.read()))
                    .as("what benno may do with " + path)
                    .isEqualTo(Rights.read());
        }
        give("/f/g", grant(TO_BENNO, WRITE));
        assertThat(rights("/f/g/b").and(WRITE)).as("grants add up").isEqualTo(WRITE);
        take("/f/g", TO_BENNO);
        assertThat(rights("/f/g/b").and(Rights.read()))
                .as("that of the folder above is left")
                .isEqualTo(Rights.read());
    }

    private Rights rights(String path) throws IOException {
        return bench().driver().stat(BENNO, StorageBench.at(path)).rights();
    }

    @Test
    void a_denial_closes_all_below_whatever_is_granted() throws IOException {
        bench().folder("/f/g");
        bench().put("/f/g/b", "x");
        giveIfThereIs("denials", "/f/g", grant(TO_BENNO, Rights.none()));
        give("/f", grant(TO_BENNO, WRITE));
        give("/f/g/b", grant(TO_BENNO, WRITE));
        assertThat(isOpen("/f/a")).isTrue();
        assertThat(isOpen("/f/g")).isFalse();
        assertThat(isOpen("/f/g/b")).isFalse();
        take("/f/g", TO_BENNO);
        assertThat(isOpen("/f/g/b")).isTrue();
    }

    private boolean isOpen(String path) throws IOException {
        try {
            return rights(path).has(Right.STAT);
        } catch (NotFound | Forbidden closed) {
            return false;
        }
    }

    @Test
    void grants_go_with_a_move_and_stay_when_a_file_is_written() throws IOException {
        give("/f", grant(TO_BENNO, Rights.read()));
        give("/f/a", grant(TO_GROUP, WRITE));
        bench().put("/f/a", "more");
        assertThat(on("/f/a")).containsExactly(grant(TO_GROUP, WRITE));
        bench().folder("/other");
        bench().move("/f", "/other/moved");
        assertThat(on("/other/moved")).containsExactly(grant(TO_BENNO, Rights.read()));
        assertThat(on("/other/moved/a")).containsExactly(grant(TO_GROUP, WRITE));
        bench().folder("/f");
        assertThat(on("/f")).as("none stays with the name").isEmpty();
        bench().move("/other/moved/a", "/a");
        assertThat(on("/a")).containsExactly(grant(TO_GROUP, WRITE));
    }

    @Test
    void grants_end_with_their_node() throws IOException {
        give("/f", grant(TO_BENNO, WRITE));
        give("/f/a", grant(TO_GROUP, WRITE));
        bench().delete("/f");
        bench().folder("/f");
        bench().put("/f/a", "x");
        assertThat(on("/f")).isEmpty();
        assertThat(on("/f/a")).isEmpty();
        give("/f/a", grant(TO_GROUP, WRITE));
        bench().put("/b", "y");
        bench().moveOver("/b", "/f/a");
        assertThat(on("/f/a")).as("the node that took the place has none").isEmpty();
    }

    @Test
    void a_copy_has_no_grants() throws IOException {
        bench().copying();
        give("/f", grant(TO_BENNO, WRITE));
        give("/f/a", grant(TO_GROUP, WRITE));
        bench().copy("/f", "/copy");
        assertThat(on("/copy")).isEmpty();
        assertThat(on("/copy/a")).isEmpty();
    }

    @Test
    void grants_come_back_from_the_trash() throws IOException {
        give("/f", grant(TO_BENNO, WRITE));
        give("/f/a", grant(TO_GROUP, Rights.read()));
        throughTrash("/f");
        assertThat(on("/f")).containsExactly(grant(TO_BENNO, WRITE));
        assertThat(on("/f/a")).containsExactly(grant(TO_GROUP, Rights.read()));
    }

    @Test
    void of_many_at_a_time_none_is_lost() throws Exception {
        List<Grant> given = Race.of(20, i -> {
            Grant one = grant(new Grant.ToUser(StorageBench.caller("user " + i).user()), Rights.read());
            give("/f/a", one);
            return one;
        });
        assertThat(on("/f/a")).containsExactlyInAnyOrderElementsOf(given);
    }
}
