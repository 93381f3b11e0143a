/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Copies of the files that a Reva site has. */
final class TestFiles {

    private TestFiles() {}

    static Path copy(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream stream = Objects.requireNonNull(TestFiles.class.getResourceAsStream("/" + name))) {
            Files.copy(stream, file);
        }
        return file;
    }

    /** One account, as short as it can be. */
    static String account(String username, String secret) {
        return "{\"id\": {\"opaque_id\": \"id-of-" + username
                + "\", \"idp\": \"https://idp.example\"}, \"username\": \"" + username + "\", \"secret\": \"" + secret
                + "\"}";
    }
}
