/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Trash;
import org.weft.testkit.Since;

/** What the ability {@code Spaces} promises of project spaces. */
@Since("0.1")
@Promises(Spaces.class)
abstract class ProjectsContract extends Cases {

    @BeforeEach
    void requireProjects() {
        spaces();
    }

    private Spaces spaces() {
        Spaces spaces = offered("Spaces", StorageDriver::spaces);
        Assumptions.assumeTrue(spaces.kinds().contains(Space.Kind.PROJECT), "the driver makes no PROJECT");
        return spaces;
    }

    private Space create(String name) throws IOException {
        return spaces().create(bench().anna(), name, Optional.empty());
    }

    private List<Space> all() throws IOException {
        List<Space> all = new ArrayList<>();
        spaces().list(all::add);
        return all;
    }

    private static Ref in(Space space, String path) {
        return Ref.id(space.id(), space.root()).resolve(RelPath.parse(path));
    }

    private Node put(Space space, String path, String text) throws IOException {
        return bench().driver().put(bench().anna(), in(space, path), PutSpec.simple(), StorageBench.body(text));
    }

    private Node stat(Ref ref) throws IOException {
        return bench().driver().stat(bench().anna(), ref);
    }

    private String read(Space space, String path) throws IOException {
        return new String(bench().bytes(in(space, path), ReadSpec.whole()), StandardCharsets.UTF_8);
    }

    private OptionalLong used(Space space) throws IOException {
        return bench().driver().quota(bench().anna(), in(space, "")).used();
    }

    @Test
    void a_project_is_made_empty_and_is_listed() throws IOException {
        Space project = spaces().create(bench().anna(), "Physics", Optional.of(1_000_000L));
        assertThat(project.kind()).isEqualTo(Space.Kind.PROJECT);
        assertThat(project.name()).isEqualTo("Physics");
        assertThat(project.quota()).contains(1_000_000L);
        assertThat(spaces().get(project.id())).contains(project);
        assertThat(all()).contains(project);
        Node root = stat(Ref.id(project.id(), project.root()));
        assertThat(root.isFolder()).isTrue();
        assertThat(root.space()).isEqualTo(project.id());
        assertThat(root.path()).isEqualTo(project.path());
        assertThat(stat(Ref.path(project.path())).id()).isEqualTo(project.root());
        List<Node> children = new ArrayList<>();
        bench().driver().list(bench().anna(), in(project, ""), ListSpec.all(), children::add);
        assertThat(children).isEmpty();
    }

    @Test
    void a_taken_name_is_refused() throws IOException {
        Space project = create("Physics");
        assertThatThrownBy(() -> create("Physics")).isInstanceOf(AlreadyExists.class);
        Space other = create("Chemistry");
        assertThatThrownBy(() -> spaces().update(other.id(), Optional.of("Physics"), Optional.empty()))
                .isInstanceOf(AlreadyExists.class);
        assertThat(spaces().get(other.id())).contains(other);
        assertThat(spaces().get(project.id())).contains(project);
    }

    @Test
    void odd_names_are_kept_or_refused() throws IOException {
        List<Space> made = new ArrayList<>();
        for (String name : List.of("..", ".", "a/b", "a\\b", "ä", "A", "a", "x".repeat(300), "a\nb", "%2e", "")) {
            try {
                Space space = create(name);
                assertThat(space.name()).isEqualTo(name);
                put(space, "file", name);
                made.add(space);
            } catch (InvalidArgument refused) {
                assertThat(all()).extracting(Space::name).doesNotContain(name);
            }
        }
        assertThat(made).extracting(Space::name).contains("A", "a", "ä");
        assertThat(made).extracting(Space::id).doesNotHaveDuplicates();
        assertThat(made).extracting(Space::path).doesNotHaveDuplicates();
        assertThat(made)
                .extracting(space -> space.path().parent())
                .containsOnly(made.getFirst().path().parent());
        for (Space space : made) {
            assertThat(read(space, "file")).isEqualTo(space.name());
        }
    }

    @Test
    void projects_are_apart() throws IOException {
        Space physics = create("Physics");
        Space chemistry = create("Chemistry");
        Node a = put(physics, "a", "x");
        put(chemistry, "a", "y");
        assertThat(a.space()).isEqualTo(physics.id());
        assertThat(read(physics, "a")).isEqualTo("x");
        assertThatThrownBy(() -> stat(Ref.id(chemistry.id(), a.id()))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() ->
                        bench().driver().delete(bench().anna(), Ref.id(chemistry.id(), a.id()), DeleteSpec.simple()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> stat(Ref.id(chemistry.id(), physics.root()))).isInstanceOf(NotFound.class);
        assertThat(read(physics, "a")).isEqualTo("x");
    }

    @Test
    void renaming_keeps_id_root_and_content() throws IOException {
        Space project = spaces().create(bench().anna(), "Physics", Optional.of(1_000_000L));
        Node a = put(project, "a", "x");
        Space renamed = spaces().update(project.id(), Optional.of("Particle physics"), Optional.empty());
        assertThat(renamed.name()).isEqualTo("Particle physics");
        assertThat(renamed.id()).isEqualTo(project.id());
        assertThat(renamed.root()).isEqualTo(project.root());
        assertThat(renamed.quota()).contains(1_000_000L);
        assertThat(spaces().get(project.id())).contains(renamed);
        assertThat(all()).contains(renamed).doesNotContain(project);
        assertThat(stat(Ref.id(project.id(), a.id())).path())
                .isEqualTo(renamed.path().resolve("a"));
        assertThat(read(renamed, "a")).isEqualTo("x");
        create("Physics");
        assertThat(spaces().update(renamed.id(), Optional.of("Particle physics"), Optional.empty()))
                .isEqualTo(renamed);
    }

    @Test
    void a_quota_is_told_changed_and_kept() throws IOException {
        Space project = spaces().create(bench().anna(), "Physics", Optional.of(1000L));
        Quota quota = bench().driver().quota(bench().anna(), in(project, ""));
        assertThat(quota.total()).hasValue(1000);
        put(project, "a", "x".repeat(900));
        assertThatThrownBy(() -> put(project, "b", "x".repeat(200))).isInstanceOf(NoSpace.class);
        PutSpec announced = Specs.length(200);
        assertThatThrownBy(() -> bench().driver()
                        .put(bench().anna(), in(project, "b"), announced, StorageBench.body("x".repeat(200))))
                .isInstanceOf(NoSpace.class);
        assertThatThrownBy(() -> stat(in(project, "b"))).isInstanceOf(NotFound.class);
        Space more = spaces().update(project.id(), Optional.empty(), Optional.of(5000L));
        assertThat(more.quota()).contains(5000L);
        assertThat(more.name()).isEqualTo("Physics");
        put(project, "b", "x".repeat(200));
        Space less = spaces().update(project.id(), Optional.empty(), Optional.of(10L));
        assertThat(less.quota()).contains(10L);
        assertThat(read(project, "a")).hasSize(900);
        assertThatThrownBy(() -> put(project, "c", "x".repeat(20))).isInstanceOf(NoSpace.class);
    }

    @Test
    void one_projects_use_is_not_anothers() throws IOException {
        Space physics = create("Physics");
        Space chemistry = create("Chemistry");
        Assumptions.assumeTrue(used(physics).isPresent(), "the driver does not tell how much is used");
        long before = used(chemistry).orElseThrow();
        put(physics, "a", "x".repeat(10_000));
        assertThat(used(chemistry).orElseThrow()).isEqualTo(before);
        assertThat(used(physics).orElseThrow()).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void removing_is_for_good_and_touches_no_other() throws IOException {
        Space physics = create("Physics");
        Space chemistry = create("Chemistry");
        Node a = put(physics, "a", "x");
        put(chemistry, "a", "y");
        spaces().remove(physics.id());
        assertThat(spaces().get(physics.id())).isEmpty();
        assertThat(all()).extracting(Space::id).doesNotContain(physics.id()).contains(chemistry.id());
        assertThatThrownBy(() -> stat(Ref.id(physics.id(), a.id()))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> stat(Ref.id(physics.id(), physics.root()))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> stat(Ref.path(physics.path()))).isInstanceOf(NotFound.class);
        assertThat(read(chemistry, "a")).isEqualTo("y");
        Space again = create("Physics");
        assertThat(again.id()).isNotEqualTo(physics.id());
        assertThatThrownBy(() -> stat(in(again, "a"))).isInstanceOf(NotFound.class);
        bench().restart();
        assertThat(spaces().get(physics.id())).isEmpty();
        assertThat(spaces().get(again.id())).contains(again);
    }

    @Test
    void what_is_not_there_is_not_found() throws IOException {
        SpaceId unknown = new SpaceId("unknown");
        assertThat(spaces().get(unknown)).isEmpty();
        assertThatThrownBy(() -> spaces().update(unknown, Optional.of("x"), Optional.empty()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> spaces().remove(unknown)).isInstanceOf(NotFound.class);
    }

    @Test
    void the_root_of_a_project_is_neither_deleted_nor_moved() throws IOException {
        Space project = create("Physics");
        put(project, "a", "x");
        String path = "/" + project.path();
        assertThatThrownBy(() -> bench().delete(path)).isInstanceOf(WeftException.class);
        assertThatThrownBy(() -> bench().move(path, "/elsewhere")).isInstanceOf(WeftException.class);
        assertThatThrownBy(() -> bench().delete("/" + project.path().parent())).isInstanceOf(WeftException.class);
        assertThat(read(project, "a")).isEqualTo("x");
    }

    @Test
    void a_restart_loses_nothing() throws IOException {
        Space project = spaces().create(bench().anna(), "Physics", Optional.of(1000L));
        put(project, "a", "x");
        bench().restart();
        assertThat(spaces().get(project.id())).contains(project);
        assertThat(read(project, "a")).isEqualTo("x");
        assertThatThrownBy(() -> create("Physics")).isInstanceOf(AlreadyExists.class);
    }

    @Test
    void each_has_a_trash_of_its_own() throws IOException {
        Trash trash = offered("Trash", StorageDriver::trash);
        Space physics = create("Physics");
        Space chemistry = create("Chemistry");
        put(physics, "a", "x");
        put(chemistry, "b", "x");
        bench().driver().delete(bench().anna(), in(physics, "a"), DeleteSpec.simple());
        bench().driver().delete(bench().anna(), in(chemistry, "b"), DeleteSpec.simple());
        List<Trash.Item> items = new ArrayList<>();
        trash.list(bench().anna(), physics.id(), Optional.empty(), RelPath.root(), items::add);
        assertThat(items)
                .singleElement()
                .satisfies(item ->
                        assertThat(item.original()).isEqualTo(physics.path().resolve("a")));
        String key = items.getFirst().key();
        List<Trash.Item> others = new ArrayList<>();
        trash.list(bench().anna(), chemistry.id(), Optional.empty(), RelPath.root(), others::add);
        if (!others.getFirst().key().equals(key)) {
            assertThatThrownBy(() -> trash.purge(bench().anna(), chemistry.id(), key, RelPath.root()))
                    .isInstanceOf(NotFound.class);
        }
        trash.empty(bench().anna(), chemistry.id());
        items.clear();
        trash.list(bench().anna(), physics.id(), Optional.empty(), RelPath.root(), items::add);
        assertThat(items).hasSize(1);
    }

    @Test
    void of_many_who_make_the_same_project_exactly_one_wins() throws Exception {
        List<Space> made = Race.of(20, i -> create("Physics"), AlreadyExists.class);
        assertThat(made).hasSize(1);
        assertThat(all()).filteredOn(space -> space.name().equals("Physics")).containsExactlyElementsOf(made);
    }
}
