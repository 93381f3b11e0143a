/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;
import org.weft.testkit.Since;

/** What the ability {@code Spaces} promises of personal spaces. */
@Since("0.1")
@Promises(Spaces.class)
abstract class SpacesContract extends Cases {

    private Spaces spaces(Space.Kind kind) {
        Spaces spaces = offered("Spaces", StorageDriver::spaces);
        Assumptions.assumeTrue(spaces.kinds().contains(kind), () -> "the driver makes no " + kind);
        return spaces;
    }

    @Test
    void a_home_is_made_once_and_is_its_owners() throws IOException {
        Spaces spaces = spaces(Space.Kind.PERSONAL);
        Space home = spaces.home(StorageBench.caller("anna"));
        assertThat(home.kind()).isEqualTo(Space.Kind.PERSONAL);
        assertThat(home.owner()).contains(StorageBench.caller("anna").user());
        assertThat(spaces.home(StorageBench.caller("anna"))).isEqualTo(home);
        assertThat(spaces.get(home.id())).contains(home);
        assertThat(spaces.home(StorageBench.caller("ben")).id()).isNotEqualTo(home.id());
        List<Space> all = new ArrayList<>();
        spaces.list(all::add);
        assertThat(all).hasSizeGreaterThanOrEqualTo(2).contains(home);
    }

    @Test
    void a_home_outlives_a_restart() throws IOException {
        Space home = spaces(Space.Kind.PERSONAL).home(StorageBench.caller("anna"));
        bench().restart();
        assertThat(spaces(Space.Kind.PERSONAL).get(home.id())).contains(home);
        assertThat(spaces(Space.Kind.PERSONAL).home(StorageBench.caller("anna")))
                .isEqualTo(home);
    }

    @Test
    void odd_user_ids_have_homes_of_their_own() throws IOException {
        Spaces spaces = spaces(Space.Kind.PERSONAL);
        List<Space> homes = new ArrayList<>();
        for (String user : List.of("..", ".", "a/b", "a\\b", "ä", "A", "a", "x".repeat(300), "a\nb", "%2e")) {
            homes.add(spaces.home(StorageBench.caller(user)));
        }
        assertThat(homes).extracting(Space::id).doesNotHaveDuplicates();
        assertThat(homes).extracting(Space::path).doesNotHaveDuplicates();
        assertThat(homes)
                .extracting(home -> home.path().parent())
                .containsOnly(homes.getFirst().path().parent());
    }

    @Test
    void nodes_carry_their_space_and_are_not_found_through_another() throws IOException {
        Spaces spaces = spaces(Space.Kind.PERSONAL);
        Space anna = spaces.home(StorageBench.caller("anna"));
        Space ben = spaces.home(StorageBench.caller("ben"));
        Node root = bench().driver().stat(bench().anna(), Ref.id(anna.id(), anna.root()));
        assertThat(root.space()).isEqualTo(anna.id());
        assertThat(root.path()).isEqualTo(anna.path());
        Ref file = Ref.id(anna.id(), anna.root()).resolve(RelPath.parse("a.txt"));
        Node put = bench().driver().put(bench().anna(), file, PutSpec.simple(), StorageBench.body("x"));
        assertThat(put.space()).isEqualTo(anna.id());
        assertThat(bench().driver()
                        .stat(bench().anna(), Ref.id(anna.id(), put.id()))
                        .space())
                .isEqualTo(anna.id());
        assertThatThrownBy(() -> bench().driver().stat(bench().anna(), Ref.id(ben.id(), put.id())))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> bench().driver().stat(bench().anna(), Ref.id(ben.id(), anna.root())))
                .isInstanceOf(NotFound.class);
        Node instance = bench().stat("/");
        Ref around = Ref.id(instance.space(), instance.id()).resolve(put.path());
        assertThatThrownBy(() -> bench().driver().stat(bench().anna(), around)).isInstanceOf(NotFound.class);
    }

    @Test
    void a_file_of_another_space_does_not_even_tell_that_it_is_no_folder() throws IOException {
        Spaces spaces = spaces(Space.Kind.PERSONAL);
        Space anna = spaces.home(StorageBench.caller("anna"));
        Space ben = spaces.home(StorageBench.caller("ben"));
        Ref file = Ref.id(anna.id(), anna.root()).resolve(RelPath.parse("a.txt"));
        Node put = bench().driver().put(bench().anna(), file, PutSpec.simple(), StorageBench.body("x"));
        Ref through = Ref.id(ben.id(), put.id());
        Ref below = through.resolve(RelPath.parse("new"));
        StorageDriver driver = bench().driver();
        assertThatThrownBy(() -> driver.list(bench().anna(), through, ListSpec.all(), node -> true))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> driver.makeFolder(bench().anna(), below, MakeSpec.simple()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> driver.put(bench().anna(), below, PutSpec.simple(), StorageBench.body("x")))
                .isInstanceOf(NotFound.class);
        bench().put("/mine", "x");
        assertThatThrownBy(() -> driver.move(bench().anna(), StorageBench.at("/mine"), below, MoveSpec.simple()))
                .isInstanceOf(NotFound.class);
        assertThat(bench().exists("/mine")).isTrue();
    }

    @Test
    void the_root_of_a_space_is_neither_deleted_nor_moved() throws IOException {
        Space home = spaces(Space.Kind.PERSONAL).home(StorageBench.caller("anna"));
        String path = "/" + home.path();
        assertThatThrownBy(() -> bench().delete(path)).isInstanceOf(WeftException.class);
        assertThatThrownBy(() -> bench().move(path, "/elsewhere")).isInstanceOf(WeftException.class);
        assertThatThrownBy(() -> bench().delete("/" + home.path().parent())).isInstanceOf(WeftException.class);
        bench().folder("/f");
        assertThatThrownBy(() -> bench().moveOver("/f", path)).isInstanceOf(WeftException.class);
        assertThat(bench().exists(path)).isTrue();
    }

    @Test
    void kinds_that_are_not_made_are_refused() {
        Spaces spaces = spaces(Space.Kind.PERSONAL);
        Assumptions.assumeFalse(spaces.kinds().contains(Space.Kind.PROJECT), "the driver makes projects");
        assertThatThrownBy(() -> spaces.create(bench().anna(), "project", Optional.empty()))
                .isInstanceOf(WeftException.Unsupported.class);
    }

    @Test
    void of_many_first_visits_of_one_person_one_home_is_made() throws Exception {
        Spaces spaces = spaces(Space.Kind.PERSONAL);
        List<Space> homes = Race.of(20, i -> spaces.home(StorageBench.caller("anna")));
        assertThat(homes).hasSize(20).containsOnly(homes.getFirst());
        List<Space> all = new ArrayList<>();
        spaces.list(all::add);
        assertThat(all).filteredOn(space -> space.owner().isPresent()).hasSize(1);
    }
}
