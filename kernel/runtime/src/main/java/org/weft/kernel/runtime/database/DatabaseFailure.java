/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import java.io.Serial;

/** The server's database can't be opened or brought up to date. The message is for the operator and holds no secret. */
public final class DatabaseFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public DatabaseFailure(String message) {
        super(message);
    }

    public DatabaseFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
