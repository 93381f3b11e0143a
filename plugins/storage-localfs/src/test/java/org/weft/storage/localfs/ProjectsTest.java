/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.Spaces;
import org.weft.testkit.storage.StorageBench;

/** Project spaces are the folders of {@code projects/}, under names that people and other programs know. */
class ProjectsTest {

    @TempDir
    private Path tmp;

    private StorageBench bench;

    @BeforeEach
    void start() throws IOException {
        bench = BenchOf.with(tmp, LocalFsConfig.of(tmp.resolve("root")).withQuota(500));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private Spaces spaces() {
        return bench.driver().spaces().orElseThrow();
    }

    private Space create(String name) throws IOException {
        return spaces().create(bench.anna(), name, Optional.empty());
    }

    private Path projects() {
        return tmp.resolve("root/projects");
    }

    @Test
    void the_folder_is_called_like_the_space_where_that_is_a_good_name() throws IOException {
        assertThat(create("Teilchen & Physik").path()).hasToString("projects/Teilchen & Physik");
        for (String odd : new String[] {"..", ".weft", "a/b", "-rf", "x".repeat(200)}) {
            assertThat(create(odd).path().name()).startsWith("~");
        }
        assertThatThrownBy(() -> create("a\nb")).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void a_folder_that_was_there_before_is_left_alone() throws IOException {
        Files.createDirectories(projects().resolve("Physics"));
        Files.writeString(projects().resolve("Physics/a"), "somebody's");
        Space space = create("Physics");
        assertThat(space.path()).hasToString("projects/Physics~2");
        assertThat(bench.stat("/projects/Physics/a").space())
                .isEqualTo(bench.stat("/").space());
    }

    @Test
    void renaming_leaves_the_folder_where_it_is() throws IOException {
        Space space = create("Physics");
        Space renamed = spaces().update(space.id(), Optional.of("Chemistry"), Optional.empty());
        assertThat(renamed.path()).isEqualTo(space.path());
        assertThat(create("Physics").path()).hasToString("projects/Physics~2");
        bench.restart();
        assertThat(spaces().get(space.id())).contains(renamed);
    }

    @Test
    void a_quota_of_its_own_holds_for_projects_and_for_homes() throws IOException {
        Space open = create("Physics");
        bench.put("/" + open.path() + "/a", "x".repeat(2000));
        Space home = spaces().home(bench.anna());
        String file = "/" + home.path() + "/a";
        assertThatThrownBy(() -> bench.put(file, "x".repeat(600))).isInstanceOf(NoSpace.class);
        Space more = spaces().update(home.id(), Optional.empty(), Optional.of(700L));
        assertThat(more.owner()).isEqualTo(home.owner());
        bench.put(file, "x".repeat(600));
        bench.restart();
        assertThat(spaces().home(bench.anna())).isEqualTo(more);
        assertThat(bench.driver().quota(bench.anna(), StorageBench.at("/")).used())
                .hasValue(0);
    }

    @Test
    void removing_takes_trash_and_versions_along() throws Exception {
        Space space = create("Physics");
        String path = "/" + space.path();
        bench.put(path + "/a", "one");
        bench.put(path + "/a", "two");
        bench.put(path + "/b", "one");
        bench.put(path + "/b", "two");
        bench.delete(path + "/b");
        spaces().remove(space.id());
        assertThat(bench.names("/projects")).isEmpty();
        Path own = tmp.resolve("root/.weft");
        assertThat(Eventually.equal(3L, () -> {
                    try (var files = Files.walk(own)) {
                        return files.filter(Files::isRegularFile).count();
                    }
                }))
                .as("owner, epoch and locks are left")
                .isEqualTo(3);
    }
}
