/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a server that knows no TLS: who begins with TLS is sent away at once, as by any server; the JDK's would wait
 * for the end of a line that never comes. All else goes through.
 */
final class PlaintextProxy implements AutoCloseable {

    private static final int HANDSHAKE = 0x16;

    private final ServerSocket listening;
    private final InetSocketAddress behind;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    PlaintextProxy(String address, InetSocketAddress behind) throws IOException {
        this.listening = new ServerSocket(0, 200, InetAddress.getByName(address));
        this.behind = behind;
        threads.execute(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                open.add(client);
                threads.execute(() -> pass(client));
            }
        } catch (IOException ended) {
            // the test is over
        }
    }

    private void pass(Socket client) {
        try (client;
                Socket server = new Socket()) {
            int first = client.getInputStream().read();
            if (first < 0 || first == HANDSHAKE) {
                return;
            }
            open.add(server);
            server.connect(behind);
            threads.execute(() -> copy(server, client));
            server.getOutputStream().write(first);
            copy(client, server);
        } catch (IOException gone) {
            // so is the connection
        } finally {
            open.remove(client);
        }
    }

    /** Until one of them ends; the other learns of it. */
    private void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException gone) {
            // closing both is all there is to do
        } finally {
            open.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
