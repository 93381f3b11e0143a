/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.app.AppAction;
import org.weft.spi.app.AppInfo;
import org.weft.spi.app.AppInfo.FileType;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.AppSessions;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.OpenRequest;
import org.weft.spi.http.Exchange;
import org.weft.spi.http.HttpExtension;
import org.weft.spi.storage.Content;

/** An app provider with one app, which edits {@code txt} and shows {@code pdf}; called back it tells the file's name. */
public final class FakeOffice implements AppProvider {

    private final String name;
    private final URI url;

    public FakeOffice(String name, URI url) {
        this.name = name;
        this.url = url;
    }

    @Override
    public List<AppInfo> apps() {
        return List.of(AppInfo.builder(name)
                .types(List.of(
                        new FileType("", "txt", Set.of(AppAction.VIEW, AppAction.EDIT, AppAction.CREATE)),
                        new FileType("application/pdf", "pdf", Set.of(AppAction.VIEW))))
                .build());
    }

    @Override
    public AppSession open(OpenRequest request, FileAccess files) throws IOException {
        if (request.node().name().startsWith("away")) {
            throw new IOException("nobody answers");
        }
        return AppSession.post(
                url,
                Map.of(
                        "access_token",
                        request.token(),
                        "access_token_ttl",
                        Long.toString(request.expires().toEpochMilli()),
                        "mode",
                        request.mode().name()),
                request.mode());
    }

    @Override
    public Optional<HttpExtension> http(AppSessions sessions) {
        return Optional.of(exchange -> {
            FileAccess file = sessions.find(exchange.parameter("token").orElse(""))
                    .orElseThrow(() -> new Unauthenticated("no such session"));
            if (exchange.parameter("content").isPresent()) {
                send(file, exchange);
                return;
            }
            byte[] bytes = file.stat().name().getBytes(StandardCharsets.UTF_8);
            exchange.setHeader("X-Empty", "");
            exchange.reply(200, bytes.length).write(bytes);
        });
    }

    private static void send(FileAccess file, Exchange exchange) throws IOException {
        try (Content content = file.open()) {
            OutputStream out = exchange.reply(200, content.length());
            switch (content) {
                case Content.OfStream stream -> stream.stream().transferTo(out);
                case Content.OfFile onDisk ->
                    Channels.newInputStream(onDisk.channel()).transferTo(out);
            }
        }
    }

    @Override
    public void close() {}
}
