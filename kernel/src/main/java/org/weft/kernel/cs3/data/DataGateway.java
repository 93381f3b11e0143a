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
import org.weft.kernel.http.Exchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.tus.Tus;
import org.weft.kernel.storage.files.Files;
import org.weft.kernel.storage.upload.Order;
import org.weft.kernel.storage.upload.Orders;
import org.weft.kernel.storage.upload.Principal;
import org.weft.kernel.storage.upload.Sender;
import org.weft.kernel.storage.upload.Uploads;
import org.weft.kernel.storage.versions.Revisions;
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

    private final Orders orders;
    private final Function<UserId, Set<GroupId>> groups;
    private final Consumer<Principal> still;
    private final Simple simple;
    private final Tus tus;

    /**
     * @param groups the groups that a user is a member of now
     * @param still throws when whoever ordered a transfer would not be let in any more; asked for each request, so it must not
     *     block
     */
    public DataGateway(
            Orders orders,
            Files files,
            Revisions revisions,
            Uploads uploads,
            Function<UserId, Set<GroupId>> groups,
            Consumer<Principal> still) {
        this.orders = orders;
        this.groups = groups;
        this.still = still;
        this.simple = new Simple(files, revisions, uploads);
        this.tus = new Tus(uploads);
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        if (exchange.method().equals("OPTIONS")) {
            exchange.header("Allow", "OPTIONS, HEAD, GET, PUT, PATCH, DELETE");
            Tus.options(exchange);
            return;
        }
        transfer(exchange, token(exchange).orElseThrow(() -> forbidden("show a transfer token")));
    }

    /** The token in the header, else the last segment of the path. */
    static Optional<String> token(Exchange exchange) {
        String path = exchange.below();
        return exchange.header(TRANSFER)
                .map(String::strip)
                .or(() -> Optional.of(path.substring(path.lastIndexOf('/') + 1)))
                .filter(token -> !token.isEmpty());
    }

    /** Serves the transfer that a token stands for. */
    void transfer(Exchange exchange, String token) throws IOException {
        Order order;
        try {
            order = orders.order(token);
        } catch (Unauthenticated invalid) {
            throw forbidden(invalid.text());
        }
        requireStill(order.who());
        exchange.watch(() -> requireStill(order.who()));
        Caller caller = order.who().caller(groups.apply(order.who().user()), exchange.trace());
        switch (order) {
            case Order.Download download -> download(exchange, download, caller);
            case Order.Upload upload -> upload(exchange, upload, caller);
        }
    }

    /** A transfer ends with what its order was given on: as of any other token that is no good, of that one 403 tells. */
    private void requireStill(Principal who) {
        try {
            still.accept(who);
        } catch (Unauthenticated over) {
            throw new Forbidden(over.text());
        }
    }

    private static HttpFailure forbidden(String message) {
        return new HttpFailure(403, message);
    }

    private void download(Exchange exchange, Order.Download order, Caller caller) throws IOException {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.header("Allow", "OPTIONS, HEAD, GET");
            throw new HttpFailure(405, "this token is for a download");
        }
        simple.get(exchange, order.target(), order.version(), caller);
    }

    private void upload(Exchange exchange, Order.Upload order, Caller caller) throws IOException {
        String method = Tus.method(exchange);
        Sender sender = new Sender(caller, () -> requireStill(order.who()));
        if (method.equals("PUT")) {
            simple.put(exchange, order, sender);
        } else {
            tus.handle(exchange, method, order, sender);
        }
    }
}
