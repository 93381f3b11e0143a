/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.ProxyConnectionFactory;

/**
 * The first thing on a connection. A listed proxy may say there whose connection it is, by the PROXY protocol, and then its
 * word replaces the socket's address. From anybody else that ends the connection: its bytes are no HTTP, and taking them for
 * the truth would let a client choose who it is.
 */
final class ProxyProtocol extends AbstractConnectionFactory {

    private final ClientAddresses clients;
    private final ConnectionFactory believing;
    private final ConnectionFactory refusing;

    /** @param next the protocol that follows */
    ProxyProtocol(ClientAddresses clients, String next) {
        super("weft-proxy");
        this.clients = clients;
        this.believing = new Believing(next);
        this.refusing = new Refusing(clients, next);
        installBean(believing);
        installBean(refusing);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return (clients.isProxied(endPoint) ? believing : refusing).newConnection(connector, endPoint);
    }

    /** Reads what a proxy says, and goes on without where it says nothing. */
    private static final class Believing extends ProxyConnectionFactory {
        private final String next;

        Believing(String next) {
            super(next);
            this.next = next;
        }

        @Override
        protected void nextProtocol(Connector connector, EndPoint endPoint, ByteBuffer read) {
            upgradeToConnectionFactory(connector.getConnectionFactory(next), connector, endPoint);
        }
    }

    /** Ends what begins like a proxy's connection, and hands everything else on. */
    private static final class Refusing extends DetectorConnectionFactory {
        private final String next;

        Refusing(ClientAddresses clients, String next) {
            super(new Signature(clients));
            this.next = next;
        }

        @Override
        protected void nextProtocol(Connector connector, EndPoint endPoint, ByteBuffer read) {
            upgradeToConnectionFactory(connector.getConnectionFactory(next), connector, endPoint);
        }
    }

    /** The twelve bytes of version 2, which a proxy sends at once; nobody is waited for to finish them. */
    private static final class Signature extends AbstractConnectionFactory implements ConnectionFactory.Detecting {
        private static final byte[] BYTES = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

        private final ClientAddresses clients;

        Signature(ClientAddresses clients) {
            super("weft-proxy-signature");
            this.clients = clients;
        }

        @Override
        public Detection detect(ByteBuffer read) {
            return read.remaining() >= BYTES.length
                            && read.slice(read.position(), BYTES.length).equals(ByteBuffer.wrap(BYTES))
                    ? Detection.RECOGNIZED
                    : Detection.NOT_RECOGNIZED;
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            clients.refused(endPoint);
            return new Ended(connector, endPoint);
        }
    }

    /** A connection that ends as soon as it begins. */
    private static final class Ended extends AbstractConnection implements Connection.UpgradeTo {

        Ended(Connector connector, EndPoint endPoint) {
            super(endPoint, connector.getExecutor());
        }

        @Override
        public void onUpgradeTo(ByteBuffer read) {
            // Nobody reads it.
        }

        @Override
        public void onOpen() {
            super.onOpen();
            getEndPoint().close();
        }

        @Override
        public void onFillable() {
            getEndPoint().close();
        }
    }
}
