/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3.data;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.weft.kernel.http.AuthenticatedUser;
import org.weft.kernel.http.ConditionalHeaders;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.RequestAuthenticator;
import org.weft.kernel.http.tus.Tus;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.kernel.storage.upload.TransferOrder;
import org.weft.kernel.storage.upload.TransferOrderTokens;
import org.weft.kernel.storage.upload.TransferUser;
import org.weft.kernel.storage.upload.UploadSender;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;

/**
 * Reva's data provider, {@code /data}: {@code simple/PATH}, {@code spaces/ID/PATH} and {@code tus}, for clients that show
 * an access token; and, like the gateway, whatever a transfer token stands for.
 */
public final class DataProvider implements Endpoint {

    private final DataGateway gateway;
    private final TransferOrderTokens orders;
    private final RequestAuthenticator authenticator;
    private final SimpleTransfer simple;
    private final Tus tus;

    public DataProvider(
            DataGateway gateway,
            TransferOrderTokens orders,
            StorageServices storage,
            ResumableUploads uploads,
            RequestAuthenticator authenticator) {
        this.gateway = gateway;
        this.orders = orders;
        this.authenticator = authenticator;
        this.simple = new SimpleTransfer(storage.files(), storage.versions(), uploads);
        this.tus = new Tus(uploads);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String below = exchange.below();
        String protocol = List.of("simple", "spaces", "tus").stream()
                .filter(name -> below.equals("/" + name) || below.startsWith("/" + name + "/"))
                .findFirst()
                .orElse("");
        String rest = protocol.isEmpty() ? below : below.substring(protocol.length() + 1);
        if (exchange.method().equals("OPTIONS")) {
            exchange.header("Allow", "OPTIONS, HEAD, GET, PUT, POST, PATCH, DELETE");
            Tus.options(exchange);
        } else if (isTransfer(exchange, rest)) {
            gateway.transfer(exchange, DataGateway.token(exchange).orElseThrow());
        } else if (protocol.equals("tus")) {
            create(exchange);
        } else {
            direct(exchange, protocol.equals("spaces") ? inSpace(rest) : Target.path(RelPath.parse(rest)));
        }
    }

    /** A transfer token is the only single segment that looks like one. */
    private static boolean isTransfer(HttpExchange exchange, String rest) {
        return exchange.header(DataGateway.TRANSFER).isPresent()
                || (rest.lastIndexOf('/') == 0 && rest.startsWith("/ey") && rest.split("\\.", -1).length == 3);
    }

    private AuthenticatedUser visitor(HttpExchange exchange) {
        Optional<String> token = exchange.header("x-access-token");
        if (token.isPresent()) {
            AuthenticatedUser user = authenticator.enter(token.get());
            exchange.watch(user.notRevoked());
            return user;
        }
        return exchange.visitor().orElseThrow(() -> new Unauthenticated("sign in first"));
    }

    private static UploadSender sender(HttpExchange exchange, AuthenticatedUser user) {
        return new UploadSender(user.caller().apply(exchange.trace()), user.notRevoked());
    }

    private static Target inSpace(String rest) {
        int slash = rest.indexOf('/', 1);
        String id = rest.isEmpty() ? "" : rest.substring(1, slash < 0 ? rest.length() : slash);
        RelPath below = RelPath.parse(slash < 0 ? "" : rest.substring(slash));
        return Target.id(ResourceId.parse(id)).resolve(below);
    }

    private void direct(HttpExchange exchange, Target target) throws IOException {
        UploadSender sender = sender(exchange, visitor(exchange));
        Caller caller = sender.caller();
        switch (exchange.method()) {
            case "GET", "HEAD" -> simple.get(exchange, target, exchange.parameter("version_key"), caller);
            case "PUT" -> {
                Precondition precondition = ConditionalHeaders.of(exchange).forChange();
                simple.put(
                        exchange,
                        order(
                                TransferUser.of(caller),
                                target,
                                exchange.contentLength(),
                                mtime(exchange.header("X-OC-Mtime")),
                                precondition),
                        sender);
            }
            default -> {
                exchange.header("Allow", "OPTIONS, HEAD, GET, PUT");
                throw new HttpFailure(405, "a file takes GET, HEAD and PUT here");
            }
        }
    }

    /** Begins an upload in parts: {@code filename} and {@code dir} of its metadata say where the file shall go. */
    private void create(HttpExchange exchange) {
        if (!exchange.method().equals("POST")) {
            exchange.header("Allow", "OPTIONS, POST");
            throw new Unauthenticated("show a transfer token, or begin an upload with POST");
        }
        AuthenticatedUser user = visitor(exchange);
        UploadSender sender = sender(exchange, user);
        long length = Tus.length(exchange);
        Map<String, String> metadata = Tus.metadata(exchange);
        String name = metadata.getOrDefault("filename", "");
        if (name.isEmpty()) {
            throw new HttpFailure(400, "Upload-Metadata needs a filename");
        }
        Target folder = Target.path(RelPath.parse(metadata.getOrDefault("dir", "/home")));
        TransferOrder.Upload order = order(
                TransferUser.of(sender.caller(), user.credential()),
                folder.resolve(name),
                OptionalLong.of(length),
                mtime(Optional.ofNullable(metadata.get("mtime"))),
                Precondition.none());
        tus.created(exchange, order, sender, exchange.site() + exchange.prefix() + "/tus/" + orders.token(order));
    }

    private static TransferOrder.Upload order(
            TransferUser who, Target target, OptionalLong length, Optional<Instant> mtime, Precondition precondition) {
        return new TransferOrder.Upload(
                TransferOrderTokens.newId(), who, target, length, mtime, List.of(), precondition, Set.of());
    }

    /** Seconds since 1970, perhaps with a fraction, which is passed over. */
    private static Optional<Instant> mtime(Optional<String> text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            String whole = text.get().strip();
            int dot = whole.indexOf('.');
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(dot < 0 ? whole : whole.substring(0, dot))));
        } catch (NumberFormatException | DateTimeException malformed) {
            throw new HttpFailure(400, "the time of modification is a number of seconds since 1970");
        }
    }
}
