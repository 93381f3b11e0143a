/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.app.AppAction;
import org.weft.spi.app.AppInfo;
import org.weft.spi.app.AppInfo.FileType;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.AppSessions;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.OpenRequest;
import org.weft.spi.app.Write;
import org.weft.spi.http.Exchange;
import org.weft.spi.http.HttpExtension;
import org.weft.spi.storage.Content;

/** Shows a text as it is, and takes another for it; its pages are its own endpoints. Thread-safe. */
final class MemoryApp implements AppProvider {

    private static final int LONGEST = 1 << 20;

    private final String title;

    MemoryApp(String title) {
        this.title = title;
    }

    @Override
    public List<AppInfo> apps() {
        return List.of(AppInfo.builder(title)
                .types(List.of(new FileType("text/plain", "txt", Set.of(AppAction.VIEW, AppAction.EDIT))))
                .build());
    }

    @Override
    public AppSession open(OpenRequest request, FileAccess files) {
        if (!request.app().equals(title)) {
            throw new NotFound("there is no application '" + request.app() + "' here");
        }
        if (!request.node().name().endsWith(".txt")) {
            throw new Unsupported(title + " opens files whose names end in .txt");
        }
        return AppSession.post(
                URI.create(request.endpoint() + "/text"), Map.of("access_token", request.token()), request.mode());
    }

    @Override
    public Optional<HttpExtension> http(AppSessions sessions) {
        return Optional.of(exchange -> answer(exchange, sessions));
    }

    private static void answer(Exchange exchange, AppSessions sessions) throws IOException {
        Map<String, String> form = form(exchange);
        FileAccess files = sessions.find(form.getOrDefault("access_token", ""))
                .orElseThrow(() -> new Unauthenticated("the session is over"));
        if (!exchange.method().equals("POST") || !exchange.path().equals("/text")) {
            throw new NotFound("there is nothing at this path");
        }
        String text = form.get("text");
        if (text != null) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            files.put(new ByteArrayInputStream(bytes), Write.plain().length(bytes.length));
        }
        exchange.setHeader("Content-Type", "text/plain; charset=utf-8");
        try (Content content = files.open();
                OutputStream out = exchange.reply(200, content.length())) {
            if (content instanceof Content.OfStream stream) {
                stream.stream().transferTo(out);
            }
        }
    }

    private static Map<String, String> form(Exchange exchange) throws IOException {
        try (InputStream body = exchange.body()) {
            String text = new String(body.readNBytes(LONGEST), StandardCharsets.UTF_8);
            Map<String, String> form = new HashMap<>();
            Arrays.stream(text.split("&")).map(pair -> pair.split("=", 2)).forEach(pair -> {
                if (pair.length == 2) {
                    form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
                }
            });
            return form;
        }
    }

    @Override
    public void close() {}
}
