/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.testkit.memory.CoreMemoryDriver;

/** The contract does find what a plugin leaves behind. */
@Tag("process")
class LeakFoundTest {

    @Test
    void a_forgotten_thread_and_the_classes_it_holds_are_named(@TempDir Path tmp) {
        ReloadContract leaking = new ReloadContract() {
            @Override
            protected Path jar(Path folder) throws IOException {
                return PluginJars.of(LeakingFactory.class, "leaking", folder, CoreMemoryDriver.class);
            }

            @Override
            protected String storage(Path folder) {
                return "driver = \"leaking\"";
            }
        };
        assertThatThrownBy(() -> leaking.a_plugin_that_came_and_went_leaves_nothing(tmp))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("thread forgotten")
                .hasMessageContaining("class org.weft.testkit.server.LeakingFactory");
    }
}
