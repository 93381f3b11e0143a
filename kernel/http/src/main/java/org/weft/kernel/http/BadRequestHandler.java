/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Answers what is no HTTP request, or too large a one, before it gets to an endpoint. */
final class BadRequestHandler extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String text = HttpStatus.getMessage(response.getStatus()) + '\n';
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, text.length());
        if (request.getConnectionMetaData().getHttpVersion().getVersion() < 20) {
            // Jetty ends the connection. A client that is not told sends its next request into the void.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        response.write(true, BufferUtil.toBuffer(text, StandardCharsets.US_ASCII), callback);
        return true;
    }
}
