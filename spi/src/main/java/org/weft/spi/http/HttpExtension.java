/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.http;

import java.io.IOException;
import org.weft.spi.Unstable;

/**
 * Answers the HTTP requests below one prefix that the kernel gives to a plugin instance. Thread-safe; one virtual
 * thread for each request, so it may block.
 */
@Unstable("until a second app plugin is built on it")
@FunctionalInterface
public interface HttpExtension {

    /**
     * Answers one request. The kernel has checked nothing: an endpoint authenticates by its own means. The request
     * ends when the method returns; an exchange without a reply is answered 500.
     *
     * @throws org.weft.spi.WeftException answered with the status of its type, if no reply was begun
     * @throws IOException when a stream broke; the connection is closed if a reply was begun, else the answer is 503
     */
    void handle(Exchange exchange) throws IOException;
}
