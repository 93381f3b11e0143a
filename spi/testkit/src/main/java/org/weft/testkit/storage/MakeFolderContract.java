/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Node;
import org.weft.testkit.Since;

/** What {@code makeFolder} promises. */
@Since("0.1")
abstract class MakeFolderContract extends Cases {

    @Test
    void a_folder_is_made_as_stat_shows_it() throws IOException {
        bench().requiresWriting();
        Node made = bench().folder("/f");
        assertThat(made.isFolder()).isTrue();
        assertThat(bench().stat("/f")).hasToString(made.toString());
        assertThat(made.parent()).contains(bench().stat("/").id());
    }

    @Test
    void a_taken_name_is_refused() throws IOException {
        bench().requiresWriting();
        bench().folder("/f");
        bench().put("/a", "x");
        assertThatThrownBy(() -> bench().folder("/f")).isInstanceOf(AlreadyExists.class);
        assertThatThrownBy(() -> bench().folder("/a")).isInstanceOf(AlreadyExists.class);
        assertThatThrownBy(() -> bench().folder("/")).isInstanceOf(AlreadyExists.class);
        assertThat(bench().read("/a")).isEqualTo("x");
    }

    @Test
    void parents_are_not_made() {
        bench().requiresWriting();
        assertThatThrownBy(() -> bench().folder("/missing/f"))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        e -> assertThat(e.isParent())
                                .as("the folder is missing, which NotFound.parent says")
                                .isTrue());
    }

    @Test
    void a_file_as_parent_is_a_conflict() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "x");
        assertThatThrownBy(() -> bench().folder("/a/f")).isInstanceOf(Conflict.class);
    }
}
