/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two packed servers that are one site, anew for each test; what they stand on is started once. */
abstract class AtTwoNodes {

    @TempDir
    static Path shared = Path.of("");

    private static TwoNodes.Ground ground;

    @TempDir
    Path folder = Path.of("");

    private TwoNodes nodes;
    RunningWeft one;
    RunningWeft two;

    @BeforeAll
    static void startServers() throws Exception {
        ground = TwoNodes.Ground.start(shared);
    }

    @AfterAll
    static void stopServers() throws Exception {
        if (ground != null) {
            ground.close();
        }
    }

    /** What else is in the configuration of both; asked before they start. */
    String more() {
        return "";
    }

    @BeforeEach
    void startNodes() throws Exception {
        nodes = ground.nodes(folder, more());
        one = nodes.one;
        two = nodes.two;
    }

    @AfterEach
    void stopNodes() throws Exception {
        if (nodes != null) {
            nodes.close();
        }
    }
}
