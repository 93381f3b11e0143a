/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;

/** A file that is there but does not say what it should. The message begins with {@code name:line:}. */
final class BrokenFile extends IOException {

    BrokenFile(String file, int line, String problem) {
        super(file + ":" + line + ": " + problem);
    }
}
