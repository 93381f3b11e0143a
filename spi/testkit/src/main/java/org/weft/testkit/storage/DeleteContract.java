/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.testkit.Since;

/** What {@code delete} promises. */
@Since("0.1")
abstract class DeleteContract extends Cases {

    @Test
    void a_file_is_gone_by_path_and_by_id() throws IOException {
        bench().requiresWriting();
        Node file = bench().put("/a", "x");
        bench().delete("/a");
        assertThat(bench().exists("/a")).isFalse();
        assertThat(bench().list("/")).isEmpty();
        assertThatThrownBy(() -> bench().statById(file)).isInstanceOf(NotFound.class);
    }

    @Test
    void a_folder_goes_with_all_below_it() throws IOException {
        bench().requiresWriting();
        bench().folder("/f");
        bench().folder("/f/g");
        Node deep = bench().put("/f/g/a", "x");
        bench().delete("/f");
        assertThat(bench().exists("/f")).isFalse();
        assertThat(bench().exists("/f/g/a")).isFalse();
        assertThatThrownBy(() -> bench().statById(deep)).isInstanceOf(NotFound.class);
        bench().folder("/f");
        assertThat(bench().list("/f")).isEmpty();
    }

    @Test
    void a_missing_node_is_not_found() {
        bench().requiresWriting();
        assertThatThrownBy(() -> bench().delete("/missing")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> bench().delete("/missing/below")).isInstanceOf(NotFound.class);
    }

    @Test
    void the_root_stays() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "x");
        assertThatThrownBy(() -> bench().delete("/")).isInstanceOf(WeftException.class);
        assertThat(bench().read("/a")).isEqualTo("x");
    }

    @Test
    void a_lost_precondition_keeps_it() throws IOException {
        bench().requiresWriting();
        Node file = bench().put("/a", "x");
        DeleteSpec stale = new DeleteSpec(Precondition.etag("other"), Guard.none());
        assertThatThrownBy(() -> bench().driver().delete(bench().anna(), StorageBench.at("/a"), stale))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(bench().stat("/a")).hasToString(file.toString());
        bench().driver()
                .delete(
                        bench().anna(),
                        StorageBench.at("/a"),
                        new DeleteSpec(Precondition.etag(file.etag()), Guard.none()));
        assertThat(bench().exists("/a")).isFalse();
    }
}
