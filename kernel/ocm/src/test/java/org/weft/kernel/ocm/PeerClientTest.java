/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.testing.OverWire;

/** What a site says to another. */
@OverWire
class PeerClientTest {

    @TempDir
    private Path data;

    @Test
    void what_is_said_again_within_a_second_is_not_taken_for_something_that_was_caught() throws IOException {
        List<String> signatures = new CopyOnWriteArrayList<>();
        try (ScriptedPeer peer = new ScriptedPeer();
                LabSite site = new LabSite(data, "127.0.0.1")) {
            peer.discovered("1.4.0", ",\"capabilities\":[\"http-sig\"],\"jwksUri\":\"" + peer.url() + "/keys\"")
                    .at("/ocm/notifications", exchange -> {
                        exchange.getRequestBody().readAllBytes();
                        signatures.add(exchange.getRequestHeaders().getFirst("Signature"));
                        ScriptedPeer.send(exchange, 201, "application/json", "{}");
                    });
            Peer known = site.network.peers().at(peer.host());
            JsonObject body = new JsonObject();
            body.addProperty("notificationType", "SHARE_UNSHARED");
            for (int i = 0; i < 5; i++) {
                site.network
                        .calls()
                        .post(known, known.at("notifications"), body)
                        .good();
            }
        }
        assertThat(signatures).hasSize(5).doesNotHaveDuplicates();
    }
}
