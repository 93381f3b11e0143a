/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weft.kernel.http.HttpExchange;

/** Writes HTML as it is made. Whatever comes from outside goes through {@link #text} or {@link #name}. For one thread. */
final class HtmlWriter {

    private static final int PART = 16 * 1024;
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private static final Pattern PATHS = Pattern.compile("( (?:href|action|src|formaction)=\")/(?!/)");

    private final OutputStream out;
    private final String prefix;
    private final StringBuilder part = new StringBuilder();

    HtmlWriter(OutputStream out) {
        this(out, "");
    }

    /** A page that answers a request. */
    HtmlWriter(HttpExchange exchange) {
        this(exchange.output(), exchange.publicPrefix());
    }

    private HtmlWriter(OutputStream out, String prefix) {
        this.out = out;
        this.prefix = prefix;
    }

    /** HTML with the paths of this server in it as clients know them, where they know it below a prefix. */
    static String publicly(HttpExchange exchange, String html) {
        return publicly(exchange.publicPrefix(), html);
    }

    private static String publicly(String prefix, String html) {
        return prefix.isEmpty()
                ? html
                : PATHS.matcher(html).replaceAll(found -> Matcher.quoteReplacement(found.group(1) + prefix + '/'));
    }

    /** HTML of our own. */
    HtmlWriter raw(String html) throws IOException {
        part.append(html);
        // Not between an attribute and its value, which may come in two pieces.
        if (part.length() > PART && !html.endsWith("=\"")) {
            pour();
        }
        return this;
    }

    /** Text, as content or in an attribute. */
    HtmlWriter text(String text) throws IOException {
        return raw(HtmlEscaper.escape(text));
    }

    /** A file's name, as content: apart from the direction of the text around it, and without marks that turn it around. */
    HtmlWriter name(String name) throws IOException {
        return raw("<bdi>").text(HtmlEscaper.visible(name)).raw("</bdi>");
    }

    HtmlWriter size(long bytes) throws IOException {
        return raw("<data value=\"" + bytes + "\">")
                .text(HtmlEscaper.size(bytes))
                .raw("</data>");
    }

    HtmlWriter time(Instant time) throws IOException {
        Instant second = time.truncatedTo(ChronoUnit.SECONDS);
        return raw("<time datetime=\"" + second + "\">")
                .text(SHOWN.format(second))
                .raw("<span class=\"zone\"> UTC</span></time>");
    }

    HtmlWriter day(Instant time) throws IOException {
        return raw("<time datetime=\"" + time.truncatedTo(ChronoUnit.SECONDS) + "\">")
                .text(DAY.format(time))
                .raw("</time>");
    }

    private void pour() throws IOException {
        out.write(publicly(prefix, part.toString()).getBytes(StandardCharsets.UTF_8));
        part.setLength(0);
    }

    /** Hands the rest over. */
    void end() throws IOException {
        pour();
    }
}
