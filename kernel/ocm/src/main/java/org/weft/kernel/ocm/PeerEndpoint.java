/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;
import org.weft.spi.WeftException;

/** Takes what other sites post, and says no in their words. */
final class PeerEndpoint implements Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(PeerEndpoint.class);

    private final PeerAuthenticator door;
    private final Handler handler;

    PeerEndpoint(PeerAuthenticator door, Handler handler) {
        this.door = door;
        this.handler = handler;
    }

    /** Answers one message; {@link OcmRefusal} and failures of services become answers of their own. */
    @FunctionalInterface
    interface Handler {
        void answer(PeerRequest request) throws IOException;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            if (!exchange.method().equals("POST")) {
                exchange.header("Allow", "POST");
                throw OcmRefusal.of(405, "METHOD_NOT_ALLOWED");
            }
            handler.answer(door.read(exchange));
        } catch (OcmRefusal refusal) {
            if (refusal.namesFields()) {
                LOG.atInfo()
                        .addKeyValue("path", exchange.path())
                        .addKeyValue("word", refusal.word())
                        .addKeyValue("reason", refusal.reason())
                        .log("ocm-message-refused");
            }
            refusal.write(exchange);
        } catch (WeftException.Internal accident) {
            throw accident;
        } catch (WeftException failure) {
            OcmRefusal.of(failure).write(exchange);
        }
    }

    @Override
    public ErrorWriter errors() {
        return (exchange, error) -> {
            JsonObject body = new JsonObject();
            body.addProperty(
                    "message",
                    error.code()
                            .map(Enum::name)
                            .orElse("HTTP_" + error.status())
                            .toUpperCase(Locale.ROOT));
            exchange.send("application/json", StrictJson.bytes(body));
        };
    }
}
