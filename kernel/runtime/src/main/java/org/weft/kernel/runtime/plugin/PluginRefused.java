/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.lang.reflect.InvocationTargetException;
import java.util.ServiceConfigurationError;
import java.util.concurrent.ExecutionException;

/** An archive, or a driver in it, that will not be used; the message is for the operator. */
final class PluginRefused extends Exception {

    private static final long serialVersionUID = 1L;

    PluginRefused(String reason) {
        super(reason);
    }

    PluginRefused(String reason, Throwable cause) {
        super(reason, cause);
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    /** A failure of foreign code in one line. */
    static String describe(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && isWrapping(root)) {
            root = root.getCause();
        }
        String message = root.getMessage();
        String name = root.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? name
                : name + ": " + message.lines().findFirst().orElse("");
    }

    private static boolean isWrapping(Throwable failure) {
        return failure instanceof ExceptionInInitializerError
                || failure instanceof ServiceConfigurationError
                || failure instanceof InvocationTargetException
                || failure instanceof ExecutionException;
    }
}
