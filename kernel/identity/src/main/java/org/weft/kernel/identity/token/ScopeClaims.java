/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.weft.spi.Scope;
import org.weft.spi.Scope.Role;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/**
 * One entry of the claim {@code scope}: its name, and what it is about as protobuf's JSON in base64. The message in
 * there depends on the name: a Reference for {@code user}, a share or link for {@code share:ID} and its like, a
 * ResourceInfo for {@code resourceinfo:ID}. Only the id of the resource counts for us; whether a share still stands is
 * looked up when it is used.
 */
final class ScopeClaims {

    private static final String USER = "user";
    private static final String RESOURCE_INFO = "resourceinfo:";

    private ScopeClaims() {}

    static void write(JsonObject scopes, Scope scope) {
        JsonObject about = about(scope);
        String name = switch (scope) {
            case Scope.User user -> USER;
            case Scope.Resource resource -> resource.key();
            case Scope.Other other -> other.key();
        };
        JsonObject resource = new JsonObject();
        resource.addProperty("decoder", "json");
        resource.addProperty(
                "value", Base64.getEncoder().encodeToString(about.toString().getBytes(StandardCharsets.UTF_8)));
        JsonObject entry = new JsonObject();
        entry.add("resource", resource);
        ClaimsJson.put(entry, "role", scope.role().ordinal());
        scopes.add(name, entry);
    }

    /** What a scope is about. */
    static JsonObject about(Scope scope) {
        JsonObject about = new JsonObject();
        switch (scope) {
            case Scope.User user -> about.addProperty("path", "/");
            case Scope.Resource resource -> writeResource(about, resource);
            case Scope.Other other -> {}
        }
        return about;
    }

    /** A scope that is not understood, in whatever way, becomes {@link Scope.Other} and allows nothing. */
    static Scope read(String name, JsonObject entry) {
        Role role = ClaimsJson.constant(entry, "role", "ROLE_", Role.values());
        try {
            return known(name, about(entry), role).orElseGet(() -> new Scope.Other(name, role));
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException | InvalidArgument e) {
            return new Scope.Other(name, role);
        }
    }

    private static Optional<Scope> known(String name, JsonObject about, Role role) {
        if (name.equals(USER)) {
            return ClaimsJson.text(about, "path").equals("/") ? Optional.of(new Scope.User(role)) : Optional.empty();
        }
        return resourceId(name, about).flatMap(id -> resource(name, id, role));
    }

    private static void writeResource(JsonObject message, Scope.Resource resource) {
        JsonObject id = new JsonObject();
        ClaimsJson.put(id, "storageId", resource.storage());
        ClaimsJson.put(id, "opaqueId", resource.node().value());
        ClaimsJson.put(id, "spaceId", resource.space().value());
        if (resource.key().startsWith(RESOURCE_INFO)) {
            message.add("id", id);
            return;
        }
        JsonObject shareId = new JsonObject();
        ClaimsJson.put(
                shareId, "opaqueId", resource.key().substring(resource.key().indexOf(':') + 1));
        JsonObject share = resource.key().startsWith("receivedshare:") ? new JsonObject() : message;
        share.add("id", shareId);
        share.add("resourceId", id);
        if (share != message) {
            message.add("share", share);
        }
    }

    private static JsonObject about(JsonObject entry) {
        JsonObject resource = ClaimsJson.object(entry, "resource").orElseThrow(IllegalArgumentException::new);
        if (!ClaimsJson.text(resource, "decoder").equals("json")) {
            throw new IllegalArgumentException("a decoder that is not known");
        }
        byte[] json = Base64.getDecoder().decode(ClaimsJson.text(resource, "value"));
        return ClaimsJson.parse(new String(json, StandardCharsets.UTF_8));
    }

    private static Optional<JsonObject> resourceId(String name, JsonObject message) {
        if (name.startsWith(RESOURCE_INFO)) {
            return ClaimsJson.object(message, "id");
        }
        JsonObject share = name.startsWith("receivedshare:")
                ? ClaimsJson.object(message, "share").orElse(message)
                : message;
        return ClaimsJson.object(share, "resourceId", "resource_id");
    }

    private static Optional<Scope> resource(String name, JsonObject id, Role role) {
        String storage = ClaimsJson.text(id, "storageId", "storage_id");
        String space = ClaimsJson.text(id, "spaceId", "space_id");
        String node = ClaimsJson.text(id, "opaqueId", "opaque_id");
        if (storage.isEmpty() || space.isEmpty() || node.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Scope.Resource(name, storage, new SpaceId(space), new NodeId(node), role));
    }
}
