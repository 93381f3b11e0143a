/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import io.grpc.netty.shaded.io.netty.channel.socket.SocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;

/** Takes connections, and closes those of an address that has too many before anything is read from them. */
final class Acceptor extends NioServerSocketChannel {

    private final ClientConnections connections;

    Acceptor(ClientConnections connections) {
        this.connections = connections;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int count = super.doReadMessages(accepted);
        accepted.subList(before, accepted.size()).removeIf(this::isRefused);
        return count;
    }

    private boolean isRefused(Object accepted) {
        if (!(accepted instanceof SocketChannel channel)) {
            return false;
        }
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null || !connections.enters(remote)) {
            channel.unsafe().closeForcibly();
            return true;
        }
        var unused = channel.closeFuture().addListener(closed -> connections.leaves(remote));
        return false;
    }
}
