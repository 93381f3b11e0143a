/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;

/** The client no longer takes what is sent. Nobody is left to tell; no storage is to blame. */
final class ClientGone extends IOException {

    private static final long serialVersionUID = 1;

    ClientGone(IOException cause) {
        super(cause);
    }
}
