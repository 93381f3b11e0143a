/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.weft.kernel.identity.token.CredentialRef;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** Orders as JSON. Names are short, for an order travels in a header. */
final class TransferOrderJson {

    private TransferOrderJson() {}

    static String write(TransferOrder order) {
        JsonObject json = new JsonObject();
        json.add("who", who(order.who()));
        json.add("to", target(order.target()));
        if (order instanceof TransferOrder.Download download) {
            download.version().ifPresent(key -> json.addProperty("v", key));
        }
        if (order instanceof TransferOrder.Upload upload) {
            json.addProperty("id", upload.id());
            upload.length().ifPresent(length -> json.addProperty("len", length));
            upload.mtime().ifPresent(mtime -> json.addProperty("mtime", mtime.toString()));
            json.add("sums", texts(upload.declared(), sum -> sum.algorithm() + ":" + sum.hex()));
            json.add("locks", texts(upload.lockTokens(), token -> token));
            json.add("if", precondition(upload.precondition()));
        }
        return json.toString();
    }

    /** @throws IllegalArgumentException when it is none of ours */
    static TransferOrder.Download download(String text) {
        return read(
                text,
                json -> new TransferOrder.Download(
                        who(object(json, "who")), target(object(json, "to")), optional(json, "v")));
    }

    /** @throws IllegalArgumentException when it is none of ours */
    static TransferOrder.Upload upload(String text) {
        return read(
                text,
                json -> new TransferOrder.Upload(
                        string(json, "id"),
                        who(object(json, "who")),
                        target(object(json, "to")),
                        json.has("len") ? OptionalLong.of(json.get("len").getAsLong()) : OptionalLong.empty(),
                        optional(json, "mtime").map(Instant::parse),
                        list(json, "sums", TransferOrderJson::checksum),
                        precondition(object(json, "if")),
                        new HashSet<>(list(json, "locks", token -> token))));
    }

    private static <T> T read(String text, Function<JsonObject, T> reader) {
        try {
            return reader.apply(JsonParser.parseString(text).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | NullPointerException e) {
            throw new IllegalArgumentException("not an order", e);
        }
    }

    private static JsonObject who(TransferUser who) {
        JsonObject json = new JsonObject();
        json.addProperty("idp", who.user().idp());
        json.addProperty("id", who.user().opaque());
        json.addProperty("type", who.user().type().name());
        json.addProperty("name", who.username());
        JsonArray scopes = new JsonArray();
        for (Scope scope : who.scopes()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("role", scope.role().name());
            switch (scope) {
                case Scope.User user -> scopes.add(entry);
                case Scope.Resource resource -> {
                    entry.addProperty("key", resource.key());
                    entry.addProperty("m", resource.storage());
                    entry.addProperty("s", resource.space().value());
                    entry.addProperty("n", resource.node().value());
                    scopes.add(entry);
                }
                // It allows nothing, here or there.
                case Scope.Other other -> entry.remove("role");
            }
        }
        json.add("scopes", scopes);
        if (!who.voucher().name().isEmpty()) {
            json.addProperty("by", who.voucher().name());
            json.addProperty("since", who.voucher().since().toString());
        }
        return json;
    }

    private static TransferUser who(JsonObject json) {
        List<Scope> scopes = new ArrayList<>();
        for (JsonElement element : json.getAsJsonArray("scopes")) {
            JsonObject entry = element.getAsJsonObject();
            Scope.Role role = Scope.Role.valueOf(string(entry, "role"));
            scopes.add(
                    entry.has("key")
                            ? new Scope.Resource(
                                    string(entry, "key"),
                                    string(entry, "m"),
                                    new SpaceId(string(entry, "s")),
                                    new NodeId(string(entry, "n")),
                                    role)
                            : new Scope.User(role));
        }
        UserId user = new UserId(string(json, "idp"), string(json, "id"), UserType.valueOf(string(json, "type")));
        return new TransferUser(user, string(json, "name"), scopes, voucher(json));
    }

    private static CredentialRef voucher(JsonObject json) {
        return json.has("by")
                ? new CredentialRef(string(json, "by"), Instant.parse(string(json, "since")))
                : CredentialRef.none();
    }

    private static JsonObject target(Target target) {
        JsonObject json = new JsonObject();
        switch (target) {
            case Target.ByPath at -> json.addProperty("p", at.path().toString());
            case Target.InSpace at -> {
                json.addProperty("m", at.storage());
                json.addProperty("s", at.space().value());
                json.addProperty("b", at.below().toString());
            }
            case Target.ById at -> {
                json.addProperty("m", at.storage());
                at.space().ifPresent(space -> json.addProperty("s", space.value()));
                json.addProperty("n", at.node().value());
                json.addProperty("b", at.below().toString());
            }
        }
        return json;
    }

    private static Target target(JsonObject json) {
        if (json.has("p")) {
            return Target.path(RelPath.parse(string(json, "p")));
        }
        String storage = string(json, "m");
        Optional<SpaceId> space = optional(json, "s").map(SpaceId::new);
        RelPath below = RelPath.parse(string(json, "b"));
        Optional<NodeId> node = optional(json, "n").map(NodeId::new);
        return node.isPresent()
                ? new Target.ById(storage, space, node.get(), below)
                : new Target.InSpace(storage, space.orElseThrow(IllegalArgumentException::new), below);
    }

    private static JsonObject precondition(Precondition precondition) {
        JsonObject json = new JsonObject();
        if (precondition.exists()) {
            json.addProperty("exists", true);
        }
        if (precondition.absent()) {
            json.addProperty("absent", true);
        }
        json.add("any", texts(precondition.anyOf(), etag -> etag));
        json.add("none", texts(precondition.noneOf(), etag -> etag));
        precondition.notModifiedSince().ifPresent(time -> json.addProperty("since", time.toString()));
        return json;
    }

    private static Precondition precondition(JsonObject json) {
        return new Precondition(
                json.has("exists"),
                json.has("absent"),
                new HashSet<>(list(json, "any", etag -> etag)),
                Set.copyOf(list(json, "none", etag -> etag)),
                optional(json, "since").map(Instant::parse));
    }

    private static Checksum checksum(String text) {
        int colon = text.indexOf(':');
        return new Checksum(Checksum.Algorithm.valueOf(text.substring(0, colon)), text.substring(colon + 1));
    }

    private static <T> JsonArray texts(Iterable<T> values, Function<T, String> text) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(text.apply(value)));
        return array;
    }

    private static <T> List<T> list(JsonObject json, String name, Function<String, T> reader) {
        List<T> values = new ArrayList<>();
        json.getAsJsonArray(name).forEach(element -> values.add(reader.apply(element.getAsString())));
        return values;
    }

    private static JsonObject object(JsonObject json, String name) {
        return json.getAsJsonObject(name);
    }

    private static String string(JsonObject json, String name) {
        return json.get(name).getAsString();
    }

    private static Optional<String> optional(JsonObject json, String name) {
        return json.has(name) ? Optional.of(string(json, name)) : Optional.empty();
    }
}
