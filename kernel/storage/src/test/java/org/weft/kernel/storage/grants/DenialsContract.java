/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.put;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.GroupId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/** What is closed to somebody in a space, whatever else is granted there. */
abstract class DenialsContract extends GrantsBench {

    @Test
    void a_denial_closes_what_is_below_it_even_where_something_is_granted_there() {
        grant("a", "ben", EDIT);
        grants.deny(anna, hers("a/b"), user("ben"));
        grants.add(anna, hers("a/b/c"), user("ben"), EDIT, Optional.empty());
        assertThat(names(ben, hers("a"))).isEmpty();
        hidden(() -> names(ben, hers("a/b")));
        hidden(() -> read(ben, hers("a/b/c")));
        hidden(() -> write(ben, hers("a/b/c"), "no"));
        hidden(() -> write(ben, hers("a").resolve(RelPath.parse("b/new")), "no"));
        write(ben, hers("a").resolve("beside"), "yes");
    }

    @Test
    void a_denial_of_a_group_outweighs_a_grant_to_its_member_at_the_same_place() {
        GroupId group = new GroupId("here", "physics");
        grant("a", "ben", EDIT);
        grants.deny(anna, hers("a"), new Grant.ToGroup(group));
        hidden(() -> files.stat(member("ben", group), hers("a"), StatSpec.node()));
        assertThat(files.stat(ben, hers("a"), StatSpec.node()).isFolder()).isTrue();
    }

    @Test
    void the_owner_is_never_shut_out() {
        GroupId group = new GroupId("here", "physics");
        grants.deny(anna, hers("a"), new Grant.ToGroup(group));
        assertThat(read(member("anna", group), hers("a/b/c"))).isEqualTo("text");
        assertThatThrownBy(() -> grants.deny(anna, hers("a"), user("anna"))).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void a_folder_with_something_closed_in_it_is_not_taken_away() {
        grant("a", "ben", EDIT);
        folder(files, anna, "home/a/x");
        grants.deny(anna, hers("a/b/c"), user("ben"));
        refused(() -> files.delete(ben, hers("a/b"), WriteConditions.plain()));
        refused(() -> copies.move(
                ben,
                hers("a/x"),
                hers("a").resolve("b"),
                new MoveRequest(true, Precondition.none(), WriteConditions.plain())));
        files.delete(anna, hers("a/b"), WriteConditions.plain());
        assertThat(storage.picture()).doesNotContain("a/b");
    }

    @Test
    void a_copy_leaves_out_what_is_closed() {
        grant("a", "ben", EDIT);
        put(files, anna, "home/a/b/open", "o");
        grants.deny(anna, hers("a/b/c"), user("ben"));
        copies.copy(
                ben,
                hers("a/b"),
                at("home/mine"),
                true,
                new MoveRequest(false, Precondition.none(), WriteConditions.plain()));
        assertThat(names(ben, at("home/mine"))).containsExactly("open");
    }

    @Test
    void a_denial_moves_with_its_folder_and_so_does_a_grant() {
        grant("a", "ben", EDIT);
        grants.deny(anna, hers("a/b"), user("ben"));
        Target file = hers("a/b/c");
        Target closed = hers("a/b");
        MoveRequest plain = new MoveRequest(false, Precondition.none(), WriteConditions.plain());
        folder(files, anna, "home/a/d");
        hidden(() -> read(ben, file));
        copies.move(anna, closed, at("home/a/d/e"), plain);
        hidden(() -> read(ben, file));
        Target granted = hers("a");
        copies.move(anna, granted, at("home/z"), plain);
        hidden(() -> read(ben, file));
        assertThat(names(ben, granted)).containsExactly("d");
    }

    @Test
    void what_is_moved_below_a_denial_is_closed_at_once() {
        grant("a", "ben", EDIT);
        folder(files, anna, "home/a/x");
        put(files, anna, "home/a/x/f", "1");
        Target file = hers("a/x/f");
        grants.deny(anna, hers("a/b"), user("ben"));
        assertThat(read(ben, file)).isEqualTo("1");
        copies.move(
                anna,
                hers("a/x"),
                at("home/a/b/x"),
                new MoveRequest(false, Precondition.none(), WriteConditions.plain()));
        hidden(() -> read(ben, file));
        copies.move(
                anna,
                hers("a/b/x"),
                at("home/a/x"),
                new MoveRequest(false, Precondition.none(), WriteConditions.plain()));
        assertThat(read(ben, file)).isEqualTo("1");
    }

    @Test
    void a_folder_that_comes_back_to_its_path_below_another_is_judged_anew() {
        grant("a", "ben", Rights.read());
        Target file = hers("a/b/c");
        assertThat(read(ben, file)).isEqualTo("text");
        MoveRequest plain = new MoveRequest(false, Precondition.none(), WriteConditions.plain());
        copies.move(anna, at("home/a/b"), at("home/aside"), plain);
        copies.move(anna, at("home/a"), at("home/old"), plain);
        folder(files, anna, "home/a");
        copies.move(anna, at("home/aside"), at("home/a/b"), plain);
        hidden(() -> read(ben, file));
    }
}
