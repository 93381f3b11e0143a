/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3.data;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.tus.Tus;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.kernel.storage.upload.TransferOrder;
import org.weft.kernel.storage.upload.TransferOrderTokens;
import org.weft.kernel.storage.upload.TransferUser;
import org.weft.kernel.storage.upload.UploadSender;
import org.weft.kernel.storage.versions.VersionService;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Unauthenticated;

/**
 * Reva's data gateway, {@code /datagateway}: takes and sends the bytes of a transfer that was agreed upon over CS3. The
 * transfer token is all that a client must show, in the header {@code X-Reva-Transfer} or as the last segment of the
 * path.
 */
public final class DataGateway implements Endpoint {

    static final String TRANSFER = "X-Reva-Transfer";

    private final TransferOrderTokens orders;
    private final Function<UserId, Set<GroupId>> groups;
    private final Consumer<TransferUser> still;
    private final SimpleTransfer simple;
    private final Tus tus;

    /**
     * @param groups the groups that a user is a member of now
     * @param still throws when whoever ordered a transfer would not be let in any more; asked for each request, so it must not
     *     block
     */
    public DataGateway(
            TransferOrderTokens orders,
            FileService files,
            VersionService versions,
            ResumableUploads uploads,
            Function<UserId, Set<GroupId>> groups,
            Consumer<TransferUser> still) {
        this.orders = orders;
        this.groups = groups;
        this.still = still;
        this.simple = new SimpleTransfer(files, versions, uploads);
        this.tus = new Tus(uploads);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (exchange.method().equals("OPTIONS")) {
            exchange.header("Allow", "OPTIONS, HEAD, GET, PUT, PATCH, DELETE");
            Tus.options(exchange);
            return;
        }
        transfer(exchange, token(exchange).orElseThrow(() -> forbidden("show a transfer token")));
    }

    /** The token in the header, else the last segment of the path. */
    static Optional<String> token(HttpExchange exchange) {
        String path = exchange.below();
        return exchange.header(TRANSFER)
                .map(String::strip)
                .or(() -> Optional.of(path.substring(path.lastIndexOf('/') + 1)))
                .filter(token -> !token.isEmpty());
    }

    /** Serves the transfer that a token stands for. */
    void transfer(HttpExchange exchange, String token) throws IOException {
        TransferOrder order;
        try {
            order = orders.order(token);
        } catch (Unauthenticated invalid) {
            throw forbidden(invalid.text());
        }
        requireStill(order.who());
        exchange.watch(() -> requireStill(order.who()));
        Caller caller = order.who().caller(groups.apply(order.who().user()), exchange.trace());
        switch (order) {
            case TransferOrder.Download download -> download(exchange, download, caller);
            case TransferOrder.Upload upload -> upload(exchange, upload, caller);
        }
    }

    /** A transfer ends with what its order was given on: as of any other token that is no good, of that one 403 tells. */
    private void requireStill(TransferUser who) {
        try {
            still.accept(who);
        } catch (Unauthenticated over) {
            throw new Forbidden(over.text());
        }
    }

    private static HttpFailure forbidden(String message) {
        return new HttpFailure(403, message);
    }

    private void download(HttpExchange exchange, TransferOrder.Download order, Caller caller) throws IOException {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.header("Allow", "OPTIONS, HEAD, GET");
            throw new HttpFailure(405, "this token is for a download");
        }
        simple.get(exchange, order.target(), order.version(), caller);
    }

    private void upload(HttpExchange exchange, TransferOrder.Upload order, Caller caller) throws IOException {
        String method = Tus.method(exchange);
        UploadSender sender = new UploadSender(caller, () -> requireStill(order.who()));
        if (method.equals("PUT")) {
            simple.put(exchange, order, sender);
        } else {
            tus.handle(exchange, method, order, sender);
        }
    }
}
