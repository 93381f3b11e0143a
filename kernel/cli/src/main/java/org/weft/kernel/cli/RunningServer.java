/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.weft.kernel.server.AdminConnection;
import org.weft.kernel.server.LaunchOptions;
import org.weft.kernel.server.StartFailure;

/**
 * The server that a command asks, and that has to run.
 *
 * @param otherwise what is told beside, when none runs
 */
record RunningServer(LaunchOptions launch, String otherwise) {

    JsonObject ask(String path) throws StartFailure {
        return AdminConnection.ask(launch.data(), path).orElseThrow(this::none);
    }

    /** Makes it do something that is told in one answer. */
    JsonObject make(String path) throws StartFailure {
        try (Stream<String> lines = AdminConnection.make(launch.data(), path).orElseThrow(this::none)) {
            return new Gson().fromJson(lines.collect(Collectors.joining()), JsonObject.class);
        }
    }

    private StartFailure none() {
        return StartFailure.because("no server runs on " + launch.data() + ", " + otherwise);
    }

    /** A value in a query. */
    static String query(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
