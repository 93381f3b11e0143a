/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.weft.kernel.sharing.ocm.OcmShareClient.Way;

/**
 * How to get at what was received, as its row keeps it.
 *
 * @param sealed the secret, encrypted
 * @param offer the hash of the message that came, to know it again
 */
record ReceivedShareAccess(Way way, String sealed, String offer) {

    String text() {
        return "root " + way.root() + "\nbasic " + way.basic() + "\nrequires "
                + String.join(" ", way.requirements().stream().sorted().toList()) + "\nsecret " + sealed + "\noffer "
                + offer;
    }

    static ReceivedShareAccess parse(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                fields.put(line.substring(0, space), line.substring(space + 1));
            }
        }
        String requires = fields.getOrDefault("requires", "");
        return new ReceivedShareAccess(
                new Way(
                        URI.create(fields.getOrDefault("root", "")),
                        Boolean.parseBoolean(fields.getOrDefault("basic", "false")),
                        requires.isEmpty() ? Set.of() : Set.of(requires.split(" "))),
                fields.getOrDefault("secret", ""),
                fields.getOrDefault("offer", ""));
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "access over WebDAV at " + way.root().getHost();
    }
}
