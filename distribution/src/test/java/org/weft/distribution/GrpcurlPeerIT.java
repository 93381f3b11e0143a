/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The CS3 APIs from grpcurl, which knows no message but by reflection. */
class GrpcurlPeerIT {

    @TempDir
    Path folder = Path.of("");

    @Test
    void services_are_listed_and_a_call_is_answered_by_reflection_alone() throws Exception {
        String grpcurl = Tools.peer("grpcurl");
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            Command list = Command.run(folder, grpcurl, "-plaintext", weft.grpc(), "list");
            assertThat(list.output()).contains("cs3.gateway.v1beta1.GatewayAPI");
            Command signIn = Command.run(
                    folder,
                    grpcurl,
                    "-plaintext",
                    "-d",
                    "{\"type\":\"basic\",\"client_id\":\"einstein\",\"client_secret\":\"relativity\"}",
                    weft.grpc(),
                    "cs3.gateway.v1beta1.GatewayAPI/Authenticate");
            assertThat(signIn.output()).contains("CODE_OK").contains("\"token\"");
        }
    }
}
