/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.weft.kernel.http.ErrorInfo;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;

/** The body of a failure: WebDAV's {@code error} with the exception and message that ownCloud's clients show. */
final class DavErrors implements ErrorWriter {

    @Override
    public void write(HttpExchange exchange, ErrorInfo error) throws IOException {
        String condition = error.status() == 423
                ? "<d:lock-token-submitted><d:href>"
                        + exchange.publicPrefix()
                        + exchange.rawPath().replace("&", "&amp;").replace("<", "%3C")
                        + "</d:href></d:lock-token-submitted>"
                : "";
        write(exchange, error.status(), condition, error.message());
    }

    /**
     * Answers with an error.
     *
     * @param condition XML of the precondition that failed; may be empty
     */
    static void write(HttpExchange exchange, int status, String condition, String message) throws IOException {
        String body = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                + "<d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\">"
                + condition
                + "<s:exception>Sabre\\DAV\\Exception\\" + name(status) + "</s:exception><s:message>"
                + message.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                + "</s:message></d:error>\n";
        exchange.status(status).send("application/xml; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    private static String name(int status) {
        return switch (status) {
            case 400 -> "BadRequest";
            case 401 -> "NotAuthenticated";
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 405 -> "MethodNotAllowed";
            case 409 -> "Conflict";
            case 411 -> "LengthRequired";
            case 412 -> "PreconditionFailed";
            case 415 -> "UnsupportedMediaType";
            case 416 -> "RequestedRangeNotSatisfiable";
            case 423 -> "Locked";
            case 429 -> "TooManyRequests";
            case 501 -> "NotImplemented";
            case 503 -> "ServiceUnavailable";
            case 507 -> "InsufficientStorage";
            default -> status < 500 ? "BadRequest" : "InternalServerError";
        };
    }
}
