/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody at a browser: follows links, keeps cookies, fills forms in and sends them. */
final class Surfer implements AutoCloseable {

    private static final Pattern FORM =
            Pattern.compile("<form[^>]*?action=\"([^\"]*)\"[^>]*>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern INPUT = Pattern.compile("<input[^>]*>", Pattern.DOTALL);
    private static final int MOST = 20;

    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new Cookies())
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    HttpResponse<String> open(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    /** Sends the form of a page whose action holds a text, with what it holds and what is typed. */
    HttpResponse<String> send(HttpResponse<String> page, String action, Map<String, String> typed)
            throws IOException, InterruptedException {
        Matcher form = FORM.matcher(page.body());
        while (form.find()) {
            if (form.group(1).contains(action)) {
                Map<String, String> fields = fields(form.group(2));
                fields.putAll(typed);
                return post(page.uri().resolve(form.group(1).replace("&amp;", "&")), fields);
            }
        }
        throw new AssertionError("no form for '" + action + "' at " + page.uri() + ":\n" + page.body());
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher input = INPUT.matcher(form);
        while (input.find()) {
            String name = attribute(input.group(), "name");
            if (!name.isEmpty()) {
                fields.put(name, attribute(input.group(), "value"));
            }
        }
        return fields;
    }

    private static String attribute(String tag, String name) {
        Matcher value = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(tag);
        return value.find() ? value.group(1).replace("&amp;", "&") : "";
    }

    private HttpResponse<String> post(URI url, Map<String, String> fields) throws IOException, InterruptedException {
        String body = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + '=' + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return http.send(
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Signs in on the provider's pages and says yes to all it asks, until the browser is where it should be. */
    HttpResponse<String> signIn(HttpResponse<String> page, String name, Predicate<HttpResponse<String>> there)
            throws IOException, InterruptedException {
        HttpResponse<String> now = page;
        for (int i = 0; i < MOST && !there.test(now); i++) {
            now = send(
                    now,
                    "",
                    now.body().contains("name=\"login\"") ? Map.of("login", name, "password", "any") : Map.of());
        }
        if (!there.test(now)) {
            throw new AssertionError("stranded at " + now.uri() + ":\n" + now.body());
        }
        return now;
    }

    @Override
    public void close() {
        http.close();
    }
}
