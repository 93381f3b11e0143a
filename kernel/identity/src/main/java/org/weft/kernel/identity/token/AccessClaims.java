/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.User;
import org.weft.spi.identity.User.OpaqueValue;

/**
 * The claims of an access token: {@code iss}, {@code aud}, {@code exp}, {@code iat}, {@code user} and {@code scope}, in
 * the order, with the names and with the omissions of Reva's encoder. Enums are numbers: its decoder takes no names.
 */
final class AccessClaims {

    static final String AUDIENCE = "reva";

    /** Names that OpenID Connect gave to what is meant here; servers of other makers pass them over. */
    private static final String CREDENTIAL = "sid";

    private static final String SINCE = "auth_time";

    private AccessClaims() {}

    static JsonObject write(User user, List<Scope> scopes, Instant now, Instant expires, CredentialRef credential) {
        JsonObject claims = new JsonObject();
        ClaimsJson.put(claims, "iss", user.id().idp());
        TokenTimes.write(claims, AUDIENCE, now, expires);
        if (!credential.name().isEmpty()) {
            claims.addProperty(CREDENTIAL, credential.name());
            claims.addProperty(SINCE, credential.since().getEpochSecond());
        }
        claims.add("user", writeUser(user));
        JsonObject written = new JsonObject();
        scopes.forEach(scope -> ScopeClaims.write(written, scope));
        claims.add("scope", written);
        return claims;
    }

    /** @throws IllegalArgumentException when the token names no user */
    static VerifiedToken read(JsonObject claims, Instant expires) {
        User user = ClaimsJson.object(claims, "user")
                .map(AccessClaims::readUser)
                .orElseThrow(() -> new IllegalArgumentException("a token of nobody"));
        List<Scope> scopes = new ArrayList<>();
        ClaimsJson.object(claims, "scope")
                .ifPresent(map -> map.entrySet()
                        .forEach(entry -> scopes.add(ScopeClaims.read(
                                entry.getKey(), entry.getValue().getAsJsonObject()))));
        String voucher = ClaimsJson.text(claims, CREDENTIAL);
        return new VerifiedToken(
                user,
                scopes,
                expires,
                voucher.isEmpty()
                        ? CredentialRef.none()
                        : new CredentialRef(voucher, Instant.ofEpochSecond(ClaimsJson.number(claims, SINCE))));
    }

    private static JsonObject writeUser(User user) {
        JsonObject id = new JsonObject();
        ClaimsJson.put(id, "idp", user.id().idp());
        ClaimsJson.put(id, "opaque_id", user.id().opaque());
        ClaimsJson.put(id, "type", user.id().type().ordinal());

        JsonObject object = new JsonObject();
        object.add("id", id);
        ClaimsJson.put(object, "username", user.username());
        ClaimsJson.put(object, "mail", user.mail());
        if (user.mailVerified()) {
            object.addProperty("mail_verified", true);
        }
        ClaimsJson.put(object, "display_name", user.displayName());
        if (!user.groups().isEmpty()) {
            JsonArray groups = new JsonArray();
            user.groups().forEach(groups::add);
            object.add("groups", groups);
        }
        if (!user.opaque().isEmpty()) {
            object.add("opaque", writeOpaque(user.opaque()));
        }
        ClaimsJson.put(object, "uid_number", user.uidNumber().orElse(0));
        ClaimsJson.put(object, "gid_number", user.gidNumber().orElse(0));
        return object;
    }

    private static JsonObject writeOpaque(Map<String, OpaqueValue> opaque) {
        JsonObject map = new JsonObject();
        opaque.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            JsonObject value = new JsonObject();
            ClaimsJson.put(value, "decoder", entry.getValue().decoder());
            ClaimsJson.put(value, "value", entry.getValue().base64());
            map.add(entry.getKey(), value);
        });
        JsonObject object = new JsonObject();
        object.add("map", map);
        return object;
    }

    private static User readUser(JsonObject object) {
        JsonObject id =
                ClaimsJson.object(object, "id").orElseThrow(() -> new IllegalArgumentException("a user without an id"));
        String opaqueId = ClaimsJson.text(id, "opaque_id", "opaqueId");
        if (opaqueId.isEmpty()) {
            throw new IllegalArgumentException("a user without an id");
        }
        List<String> groups = new ArrayList<>();
        ClaimsJson.find(object, "groups")
                .ifPresent(array -> array.getAsJsonArray().forEach(group -> groups.add(group.getAsString())));
        return new User(
                new UserId(
                        ClaimsJson.text(id, "idp"),
                        opaqueId,
                        ClaimsJson.constant(id, "type", "USER_TYPE_", UserType.values())),
                ClaimsJson.text(object, "username"),
                ClaimsJson.text(object, "mail"),
                ClaimsJson.flag(object, "mail_verified", "mailVerified"),
                ClaimsJson.text(object, "display_name", "displayName"),
                groups,
                number(object, "uid_number", "uidNumber"),
                number(object, "gid_number", "gidNumber"),
                readOpaque(object));
    }

    /** Zero is how Reva writes "none"; root has no business here. */
    private static OptionalLong number(JsonObject object, String... names) {
        long number = ClaimsJson.number(object, names);
        return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static Map<String, OpaqueValue> readOpaque(JsonObject user) {
        Map<String, OpaqueValue> opaque = new HashMap<>();
        ClaimsJson.object(user, "opaque")
                .flatMap(object -> ClaimsJson.object(object, "map"))
                .ifPresent(map -> {
                    for (Map.Entry<String, JsonElement> entry : map.entrySet()) {
                        JsonObject value = entry.getValue().getAsJsonObject();
                        opaque.put(
                                entry.getKey(),
                                new OpaqueValue(ClaimsJson.text(value, "decoder"), ClaimsJson.text(value, "value")));
                    }
                });
        return opaque;
    }
}
