/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.ocm;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The server that is asked, and what is known of it. */
abstract class SuiteServer {

    final Client client = new Client();

    protected abstract URI server();

    protected abstract Optional<String> address();

    protected abstract Optional<String> recipient();

    URI at(String path) {
        return URI.create(server().getScheme() + "://" + server().getRawAuthority() + path);
    }

    JsonObject document() {
        return client.get(at("/.well-known/ocm")).json();
    }

    URI endPoint(String name) {
        return URI.create(document().get("endPoint").getAsString() + "/" + name);
    }

    boolean can(String capability) {
        return texts("capabilities").contains(capability);
    }

    List<String> texts(String member) {
        return document().has(member)
                ? document().getAsJsonArray(member).asList().stream()
                        .map(JsonElement::getAsString)
                        .toList()
                : List.of();
    }

    SuitePeer peer(boolean signs) throws IOException {
        Optional<String> address = address();
        Assumptions.assumeTrue(address.isPresent(), "the server cannot ask a site on this machine");
        return new SuitePeer(address.orElseThrow(), signs);
    }
}
