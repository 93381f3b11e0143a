/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.weft.kernel.http.FormFields;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.ListSpec;

/**
 * The sharing API of ownCloud and Nextcloud, {@code apps/files_sharing/api/v1/shares}: makes, tells, changes and ends
 * shares with users and groups, links, and shares with people at other sites.
 */
final class ShareApi {

    /** What one answer tells at most: whoever has more asks for a folder. */
    private static final int MOST = 5000;

    private static final int WINDOW = 500;

    private final FileService files;
    private final UserAndGroupShares inner;
    private final LinkShares links;
    private final Optional<FederatedShares> federated;
    private final Optional<RemoteShareApi> remote;

    ShareApi(FileService files, UserAndGroupShares inner, LinkShares links) {
        this(files, inner, links, Optional.empty(), Optional.empty());
    }

    private ShareApi(
            FileService files,
            UserAndGroupShares inner,
            LinkShares links,
            Optional<FederatedShares> federated,
            Optional<RemoteShareApi> remote) {
        this.files = files;
        this.inner = inner;
        this.links = links;
        this.federated = federated;
        this.remote = remote;
    }

    /** The same, with shares between sites. */
    ShareApi with(FederatedShares made, RemoteShareApi received) {
        return new ShareApi(files, inner, links, Optional.of(made), Optional.of(received));
    }

    /** Whether there is something that keeps shares. */
    boolean areKept() {
        return inner.areKept();
    }

    Object answer(HttpExchange exchange) throws IOException {
        String[] names = exchange.below().split("/", -1);
        String first = names.length > 1 ? names[1] : "";
        String second = names.length > 2 ? names[2] : "";
        ShareForm form = new ShareForm(FormFields.of(exchange));
        return switch (first) {
            case "" -> all(exchange, form);
            case "pending" -> pending(exchange, new ShareId(second));
            case "remote_shares" ->
                received(
                        exchange,
                        List.of(names).subList(2, names.length).stream()
                                .filter(name -> !name.isEmpty())
                                .toList());
            default -> one(exchange, new ShareId(first), form);
        };
    }

    private Object all(HttpExchange exchange, ShareForm form) {
        return switch (exchange.method()) {
            case "GET", "HEAD" -> list(exchange, form);
            case "POST" -> create(exchange, form);
            default -> throw notAllowed(exchange, "GET, POST");
        };
    }

    static HttpFailure notAllowed(HttpExchange exchange, String allow) {
        exchange.header("Allow", allow);
        return new HttpFailure(405, exchange.method() + " has no meaning at this address");
    }

    private Object create(HttpExchange exchange, ShareForm form) {
        int type = form.number("shareType").orElse(-1);
        return switch (type) {
            case 0, 1 -> inner.create(exchange, form, type);
            case 3 -> links.create(exchange, form);
            case FederatedShares.USER, FederatedShares.GROUP ->
                federated
                        .orElseThrow(() -> new HttpFailure(403, "shares with other sites are not made here"))
                        .create(exchange, form, type);
            default ->
                throw new HttpFailure(
                        400,
                        "shareType is 0 for a user, 1 for a group, 3 for a link or 6 for somebody at another site");
        };
    }

    private Object one(HttpExchange exchange, ShareId id, ShareForm form) {
        return switch (exchange.method()) {
            case "GET", "HEAD" -> List.of(told(exchange, id));
            case "PUT" -> first(kind -> kind.update(exchange, id, form));
            case "DELETE" ->
                first(kind -> {
                    kind.remove(exchange, id);
                    return List.of();
                });
            default -> throw notAllowed(exchange, "GET, PUT, DELETE");
        };
    }

    private Map<String, Object> told(HttpExchange exchange, ShareId id) {
        return first(kind -> kind.get(exchange, id));
    }

    /** Asks each kind for a share until one has it. */
    private <T> T first(Function<ShareTypeHandler, T> question) {
        try {
            return question.apply(links);
        } catch (NotFound noLink) {
            if (federated.isEmpty()) {
                return question.apply(inner);
            }
        }
        try {
            return question.apply(inner);
        } catch (NotFound notInner) {
            return question.apply(federated.get());
        }
    }

    private Object pending(HttpExchange exchange, ShareId id) {
        return switch (exchange.method()) {
            case "POST" -> List.of(inner.decide(exchange, id, ShareState.ACCEPTED));
            case "DELETE" -> List.of(inner.decide(exchange, id, ShareState.REJECTED));
            default -> throw notAllowed(exchange, "POST, DELETE");
        };
    }

    /** {@code remote_shares}, here and below {@code shares}, where Reva's clients look for them. */
    Object received(HttpExchange exchange, List<String> names) {
        if (remote.isPresent()) {
            return remote.get().answer(exchange, names);
        }
        if (!Set.of("GET", "HEAD").contains(exchange.method())) {
            throw notAllowed(exchange, "GET");
        }
        return List.of();
    }

    /** {@code remote_shares} at its own address. */
    Object received(HttpExchange exchange) {
        return received(
                exchange,
                Stream.of(exchange.below().split("/", -1))
                        .filter(name -> !name.isEmpty())
                        .toList());
    }

    private List<Object> list(HttpExchange exchange, ShareForm form) {
        List<Object> found = new ArrayList<>();
        Set<String> types = Set.of(form.form().text("share_types").split(",", -1));
        Consumer<Map<String, Object>> sink = share -> {
            if (types.contains("") || types.contains(String.valueOf(share.get("share_type")))) {
                found.add(share);
            }
            if (found.size() > MOST) {
                throw new HttpFailure(400, "there are more than " + MOST + " shares; ask for those of one path");
            }
        };
        if (form.form().isTrue("shared_with_me")) {
            inner.received(exchange, states(form), sink);
            return found;
        }
        boolean others = form.form().isTrue("reshares");
        boolean below = form.form().isTrue("subfiles");
        if (form.form().field("path").isEmpty()
                && form.form().field("space_ref").isEmpty()) {
            of(exchange, Set.of(), false, sink);
            return found;
        }
        Target target = form.target();
        Resource resource = files.stat(exchange.caller(), target, StatSpec.node());
        if (below) {
            if (!resource.isFolder()) {
                throw new HttpFailure(400, "subfiles are those of a folder");
            }
            children(exchange, target, window -> of(exchange, window, others, sink));
        } else {
            of(exchange, Set.of(resource.id()), others, sink);
        }
        return found;
    }

    private void of(
            HttpExchange exchange, Set<ResourceId> resources, boolean others, Consumer<Map<String, Object>> sink) {
        inner.list(exchange, resources, others, sink);
        links.list(exchange, resources, sink);
        federated.ifPresent(shares -> shares.list(exchange, resources, others, sink));
    }

    private void children(HttpExchange exchange, Target folder, Consumer<Set<ResourceId>> sink) {
        Set<ResourceId> window = new HashSet<>();
        files.list(exchange.caller(), folder, ListSpec.all(), StatSpec.node(), child -> {
            window.add(child.id());
            if (window.size() == WINDOW) {
                sink.accept(Set.copyOf(window));
                window.clear();
            }
            return true;
        });
        if (!window.isEmpty()) {
            sink.accept(window);
        }
    }

    private static Set<ShareState> states(ShareForm form) {
        return switch (form.form().text("state")) {
            case "", "0" -> Set.of(ShareState.ACCEPTED);
            case "1" -> Set.of(ShareState.PENDING);
            case "2" -> Set.of(ShareState.REJECTED);
            case "all" -> Set.of();
            default -> throw new HttpFailure(400, "state is 0 for accepted, 1 for pending, 2 for declined, or all");
        };
    }
}
