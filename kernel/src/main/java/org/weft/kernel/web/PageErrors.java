/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web;

import java.io.IOException;
import org.weft.kernel.http.Errors;
import org.weft.kernel.http.Exchange;
import org.weft.kernel.http.Failure;

/** Failures as pages. */
final class PageErrors implements Errors {

    @Override
    public void write(Exchange exchange, Failure failure) throws IOException {
        exchange.status(failure.status());
        Document.message(exchange, title(failure.status()), sentence(failure.message()));
    }

    private static String title(int status) {
        return switch (status) {
            case 404 -> "Nothing is here";
            case 401, 403 -> "This is not open to you";
            case 413 -> "That is too much at once";
            case 429 -> "Please wait a little";
            case 507 -> "There is no room left";
            default -> status < 500 ? "This did not work" : "Something went wrong";
        };
    }

    static String sentence(String message) {
        return message.isEmpty() ? "" : Character.toUpperCase(message.charAt(0)) + message.substring(1) + '.';
    }
}
