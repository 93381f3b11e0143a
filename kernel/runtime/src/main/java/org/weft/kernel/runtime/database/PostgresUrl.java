/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL is: {@code postgresql://user:password@host:port/database?option=value}, with or without {@code
 * jdbc:} in front.
 *
 * @param jdbc the URL for the driver, without user and password
 */
record PostgresUrl(String jdbc, Optional<String> user, Optional<String> password) {

    /**
     * @throws DatabaseFailure when it is no such URL; the message does not repeat it, because it may hold a password
     */
    static PostgresUrl parse(String text) {
        String url = text.startsWith("jdbc:") ? text.substring(5) : text;
        URI uri;
        try {
            uri = new URI(url.replaceFirst("^postgres:", "postgresql:"));
        } catch (URISyntaxException malformed) {
            throw wrong();
        }
        if (!"postgresql".equals(uri.getScheme())
                || uri.getHost() == null
                || uri.getPath() == null
                || uri.getPath().length() < 2) {
            throw wrong();
        }
        Map<String, String> options = options(uri.getRawQuery());
        String[] login = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        Optional<String> user = login.length > 0 ? Optional.of(decode(login[0])) : take(options, "user");
        Optional<String> password = login.length > 1 ? Optional.of(decode(login[1])) : take(options, "password");
        StringBuilder jdbc = new StringBuilder("jdbc:postgresql://")
                .append(uri.getHost())
                .append(uri.getPort() < 0 ? "" : ":" + uri.getPort())
                .append(uri.getRawPath());
        char mark = '?';
        for (Map.Entry<String, String> option : options.entrySet()) {
            jdbc.append(mark).append(option.getKey()).append('=').append(option.getValue());
            mark = '&';
        }
        return new PostgresUrl(jdbc.toString(), user, password);
    }

    private static Map<String, String> options(@Nullable String query) {
        Map<String, String> options = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    options.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
        }
        return options;
    }

    private static Optional<String> take(Map<String, String> options, String name) {
        return Optional.ofNullable(options.remove(name)).map(PostgresUrl::decode);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static DatabaseFailure wrong() {
        return new DatabaseFailure(
                "[database] url must look like postgresql://user:password@host:port/database (it is not shown here,"
                        + " because it may hold a password)");
    }

    @Override
    public String toString() {
        return "PostgreSQL";
    }
}
