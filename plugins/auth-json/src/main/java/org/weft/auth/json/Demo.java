/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The three demo accounts, in the jar. */
final class Demo {

    private Demo() {}

    static Source<Users> users() {
        return Source.fixed(read("users.json", UsersReader::read));
    }

    static Source<Groups> groups() {
        return Source.fixed(read("groups.json", GroupsReader::read));
    }

    private static <T> T read(String name, WatchedFile.Parser<T> parser) {
        try (InputStream stream = Objects.requireNonNull(Demo.class.getResourceAsStream("/demo/" + name), name);
                Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            return parser.parse(name, reader);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
