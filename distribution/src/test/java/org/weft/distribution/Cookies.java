/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.net.CookieHandler;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Keeps cookies as browsers do (RFC 6265): by host, name and path, and shown as they came. The JDK's own show them in the
 * quotes of an older standard, which no browser uses.
 */
final class Cookies extends CookieHandler {

    private final Map<Key, String> kept = new ConcurrentHashMap<>();

    private record Key(String host, String path, String name) {

        boolean isFor(URI uri) {
            return host.equals(uri.getHost()) && uri.getPath().startsWith(path);
        }
    }

    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
        String shown = kept.entrySet().stream()
                .filter(cookie -> cookie.getKey().isFor(uri))
                .map(cookie -> cookie.getKey().name() + '=' + cookie.getValue())
                .collect(Collectors.joining("; "));
        return shown.isEmpty() ? Map.of() : Map.of("Cookie", List.of(shown));
    }

    @Override
    public void put(URI uri, Map<String, List<String>> headers) {
        headers.forEach((name, values) -> {
            if (name.equalsIgnoreCase("Set-Cookie")) {
                values.forEach(value -> keep(uri, value));
            }
        });
    }

    private void keep(URI uri, String line) {
        String[] parts = line.split(";", -1);
        String path = "/";
        boolean ended = false;
        for (String part : parts) {
            String attribute = part.strip();
            String lower = attribute.toLowerCase(Locale.ROOT);
            path = lower.startsWith("path=") ? attribute.substring("path=".length()) : path;
            ended |= lower.equals("max-age=0");
        }
        String[] pair = parts[0].strip().split("=", 2);
        Key key = new Key(uri.getHost(), path, pair[0]);
        if (ended || pair[1].isEmpty()) {
            kept.remove(key);
        } else {
            kept.put(key, pair[1]);
        }
    }
}
