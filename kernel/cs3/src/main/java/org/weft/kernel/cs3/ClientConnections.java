/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import io.grpc.Grpc;
import io.grpc.ServerCall;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.kernel.http.ClientAddresses;

/** The connections of clients. An address has so many at a time on which nobody has shown a valid token. Thread-safe. */
final class ClientConnections {

    /** So many connections of one address before a valid token was shown; of one network of IPv6. */
    static final int STRANGERS_CONNECTIONS = 64;

    private static final int NETWORK = 8;

    private final ClientAddresses clients;
    private final Map<SocketAddress, ClientConnection> open = new ConcurrentHashMap<>();
    private final Map<String, Integer> strangers = new ConcurrentHashMap<>();

    /**
     * @param clients tells proxies, which speak for many
     */
    ClientConnections(ClientAddresses clients) {
        this.clients = clients;
    }

    /** Whether a connection may stay; when it may, {@link #leaves} has to follow. */
    boolean enters(InetSocketAddress remote) {
        String network = network(remote.getAddress());
        boolean counted = !clients.isProxy(remote);
        if (counted && strangers.merge(network, 1, Integer::sum) > STRANGERS_CONNECTIONS) {
            forget(network);
            return false;
        }
        open.put(remote, new ClientConnection(counted ? () -> forget(network) : () -> {}));
        return true;
    }

    void leaves(InetSocketAddress remote) {
        ClientConnection connection = open.remove(remote);
        if (connection != null) {
            connection.known();
        }
    }

    private void forget(String network) {
        strangers.computeIfPresent(network, (same, count) -> count > 1 ? count - 1 : null);
    }

    /** The connection of a call; one of its own for a call that came over none. */
    ClientConnection of(ServerCall<?, ?> call) {
        SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        ClientConnection connection = remote == null ? null : open.get(remote);
        return connection == null ? new ClientConnection(() -> {}) : connection;
    }

    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK) : bytes);
    }
}
