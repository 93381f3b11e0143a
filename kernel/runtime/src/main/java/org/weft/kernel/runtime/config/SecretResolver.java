/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where secrets come from: the value itself, {@code env:NAME}, or {@code file:PATH} (its trailing line break is
 * dropped).
 *
 * @param environment the environment's variables
 */
record SecretResolver(Map<String, String> environment) {

    private static final int LIMIT = 64 * 1024;

    /**
     * @param base what a relative path is relative to
     * @throws IllegalArgumentException when there is nothing there; the message names where, never what
     */
    String resolve(String written, Path base) {
        if (written.startsWith("env:")) {
            String name = written.substring("env:".length());
            String value = environment.get(name);
            if (value == null || value.isEmpty()) {
                throw new IllegalArgumentException("the environment variable " + name + " is not set");
            }
            return value;
        }
        if (written.startsWith("file:")) {
            return content(base.resolve(written.substring("file:".length())));
        }
        return written;
    }

    private static String content(Path file) {
        try {
            if (Files.size(file) > LIMIT) {
                throw new IllegalArgumentException("the secret's file " + file + " is larger than 64 KiB");
            }
            String text = Files.readString(file).replaceFirst("\\R\\z", "");
            if (text.isEmpty()) {
                throw new IllegalArgumentException("the secret's file " + file + " is empty");
            }
            return text;
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("the secret's file " + file + " does not exist", missing);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("the secret's file " + file + " cannot be read", unreadable);
        }
    }
}
