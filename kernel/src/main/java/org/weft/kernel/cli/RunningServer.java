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
import org.weft.kernel.server.AdminAccess;
import org.weft.kernel.server.CannotStart;
import org.weft.kernel.server.Launch;

/**
 * The server that a command asks, and that has to run.
 *
 * @param otherwise what is told beside, when none runs
 */
record RunningServer(Launch launch, String otherwise) {

    JsonObject ask(String path) throws CannotStart {
        return AdminAccess.ask(launch.data(), path).orElseThrow(this::none);
    }

    /** Makes it do something that is told in one answer. */
    JsonObject make(String path) throws CannotStart {
        try (Stream<String> lines = AdminAccess.make(launch.data(), path).orElseThrow(this::none)) {
            return new Gson().fromJson(lines.collect(Collectors.joining()), JsonObject.class);
        }
    }

    private CannotStart none() {
        return CannotStart.because("no server runs on " + launch.data() + ", " + otherwise);
    }

    /** A value in a query. */
    static String query(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
