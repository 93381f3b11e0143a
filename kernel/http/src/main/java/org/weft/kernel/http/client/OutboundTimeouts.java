/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http.client;

import java.time.Duration;

/**
 * How long other servers are waited for.
 *
 * @param connect for a connection, and for the address of a name
 * @param idle after which a connection on which nothing moves is ended, and one on which hardly anything does
 * @param discovery for what a server says of itself, in all; it leaves something of the 20 seconds in which people are told
 * @param step of that, for one question
 * @param keys for a server's keys
 * @param call for the answer to a message
 * @param look for the beginning of the answer to a question about files
 * @param change for the answer to what changes files, which may be large
 */
public record OutboundTimeouts(
        Duration connect,
        Duration idle,
        Duration discovery,
        Duration step,
        Duration keys,
        Duration call,
        Duration look,
        Duration change) {

    /** What a site has. */
    public static OutboundTimeouts usual() {
        return new OutboundTimeouts(
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(9),
                Duration.ofSeconds(6),
                Duration.ofSeconds(6),
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofSeconds(60));
    }

    OutboundTimeouts idle(Duration other) {
        return new OutboundTimeouts(connect, other, discovery, step, keys, call, look, change);
    }
}
