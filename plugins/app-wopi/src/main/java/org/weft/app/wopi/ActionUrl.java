/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weft.app.wopi.WopiConfig.Product;
import org.weft.spi.app.OpenRequest;

/**
 * The address at which an application opens a file. What discovery gives holds placeholders like {@code <ui=UI_LLCC&>}: those
 * that are known are filled, the others vanish.
 */
final class ActionUrl {

    private static final Pattern PLACEHOLDER = Pattern.compile("<([A-Za-z0-9_.-]+)=([A-Za-z0-9_]+)&?>");
    private static final Pattern OTHER = Pattern.compile("<[^>]*>");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*");

    /** Regions for languages that come without one, because some products know only pairs. */
    private static final Map<String, String> REGIONS = Map.ofEntries(
            Map.entry("ar", "SA"),
            Map.entry("cs", "CZ"),
            Map.entry("da", "DK"),
            Map.entry("el", "GR"),
            Map.entry("en", "US"),
            Map.entry("et", "EE"),
            Map.entry("he", "IL"),
            Map.entry("hi", "IN"),
            Map.entry("ja", "JP"),
            Map.entry("ko", "KR"),
            Map.entry("nb", "NO"),
            Map.entry("pt", "PT"),
            Map.entry("sl", "SI"),
            Map.entry("sv", "SE"),
            Map.entry("uk", "UA"),
            Map.entry("vi", "VN"),
            Map.entry("zh", "CN"));

    private ActionUrl() {}

    /** @param source the address of the file for the application */
    static URI of(String action, Product product, String source, OpenRequest request) {
        Map<String, String> values = values(product, request);
        StringBuilder url = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(action);
        while (matcher.find()) {
            String value = values.get(matcher.group(2));
            String filled = value == null ? "" : matcher.group(1) + '=' + encoded(value) + '&';
            matcher.appendReplacement(url, Matcher.quoteReplacement(filled));
        }
        matcher.appendTail(url);
        StringBuilder whole =
                new StringBuilder(OTHER.matcher(url).replaceAll("").replaceAll("[&?]+$", ""));
        add(whole, "WOPISrc", source);
        language(request)
                .filter(tag -> product != Product.MICROSOFT)
                .ifPresent(tag -> add(whole, product == Product.COLLABORA ? "lang" : "ui", tag));
        return URI.create(whole.toString());
    }

    private static Map<String, String> values(Product product, OpenRequest request) {
        Map<String, String> values = new LinkedHashMap<>();
        language(request).ifPresent(tag -> {
            values.put("UI_LLCC", regional(tag));
            values.put("DC_LLCC", regional(tag));
        });
        if (product == Product.MICROSOFT) {
            values.put("BUSINESS_USER", "1");
        }
        request.theme().filter(theme -> theme.equals("dark")).ifPresent(theme -> values.put("THEME_ID", "2"));
        return values;
    }

    private static Optional<String> language(OpenRequest request) {
        return request.language()
                .filter(tag -> tag.length() <= 35 && LANGUAGE.matcher(tag).matches());
    }

    static String regional(String tag) {
        if (tag.contains("-")) {
            return tag;
        }
        String region = REGIONS.getOrDefault(tag, tag.toUpperCase(Locale.ROOT));
        return tag + '-' + region;
    }

    private static void add(StringBuilder url, String key, String value) {
        url.append(url.indexOf("?") < 0 ? '?' : '&').append(key).append('=').append(encoded(value));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
