/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.weft.testkit.Since;

/**
 * A request to a server under test. None of its words holds a tab or ends a line.
 *
 * @param method of HTTP
 * @param path on the server; {@code ROUND} in it becomes another word each time
 * @param body what is sent, or nothing
 * @param user who asks; empty where the secret tells it
 * @param secret what they sign in with: a password, or without a user a bearer token
 * @param answers the statuses that are right
 */
@Since("0.1")
public record Use(String method, String path, String body, String user, String secret, Set<Integer> answers) {

    public Use {
        answers = Set.copyOf(answers);
    }

    /** One by the user whom a server knows that is configured with nobody. */
    static Use of(String method, String path, String body, int answer) {
        return new Use(method, path, body, WeftServer.USER, WeftServer.SECRET, Set.of(answer));
    }

    String line() {
        String statuses = new TreeSet<>(answers).stream().map(String::valueOf).collect(Collectors.joining(","));
        return String.join("\t", method, path, body, user, secret, statuses);
    }

    static Use parse(String line) {
        String[] words = line.split("\t", -1);
        Set<Integer> answers =
                Arrays.stream(words[5].split(",")).map(Integer::valueOf).collect(Collectors.toSet());
        return new Use(words[0], words[1], words[2], words[3], words[4], answers);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return method + " " + path + " by " + user;
    }
}
