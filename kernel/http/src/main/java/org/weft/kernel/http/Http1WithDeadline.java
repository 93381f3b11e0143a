/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.time.Duration;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * HTTP/1 connections with an absolute deadline for headers. The idle timeout ends a silent client; one that drips bytes
 * is ended by the first byte after the deadline.
 */
final class Http1WithDeadline extends HttpConnectionFactory {

    private final long deadline;

    Http1WithDeadline(HttpConfiguration configuration, Duration deadline) {
        super(configuration);
        this.deadline = deadline.toNanos();
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        HttpConnection connection = new Impatient(getHttpConfiguration(), connector, endPoint, deadline);
        return configure(connection, connector, endPoint);
    }

    /** A connection that does not wait for headers for ever. */
    private static final class Impatient extends HttpConnection {
        private final long deadline;
        private boolean waiting;
        private long since;

        Impatient(HttpConfiguration configuration, Connector connector, EndPoint endPoint, long deadline) {
            super(configuration, connector, endPoint);
            this.deadline = deadline;
        }

        @Override
        public void onFillable() {
            if (waiting && System.nanoTime() - since > deadline) {
                getEndPoint().close(); // closing the connection instead would make Jetty answer 500 first
                return;
            }
            if (hasGivenUp()) {
                return; // Jetty would end the connection at once, and the answer that is on its way would be lost
            }
            super.onFillable();
            boolean inHeaders = getParser().inHeaderState() && !getParser().isStart();
            if (inHeaders && !waiting) {
                since = System.nanoTime();
            }
            waiting = inHeaders;
        }

        /** Whether what came was no request: it is being answered, the connection then ends, and what follows is not read. */
        private boolean hasGivenUp() {
            return getParser().isClose() || getParser().isTerminated();
        }
    }
}
