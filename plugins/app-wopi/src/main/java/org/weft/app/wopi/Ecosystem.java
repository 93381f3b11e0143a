/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.weft.spi.app.FileAccess;

/** The ways from a file to the folders around it. Each address that is told carries a token for what it names. */
final class Ecosystem {

    private static final int DEEPEST = 1000;

    private final Call call;

    Ecosystem(Call call) {
        this.call = call;
    }

    private void require(boolean reading) {
        if (!reading) {
            call.exchange().setHeader("Allow", "GET");
            throw new Refusal(405, call.exchange().method() + " has no meaning at this address");
        }
        if (!call.config().containers()) {
            throw new Refusal(501, "this site does not offer folders");
        }
    }

    void ancestry(boolean reading) throws IOException {
        require(reading);
        JsonArray ancestors = new JsonArray();
        for (FileAccess folder : above()) {
            ancestors.add(named(folder));
        }
        JsonObject answer = new JsonObject();
        answer.add("AncestorsWithRootFirst", ancestors);
        call.json(200, answer);
    }

    private Deque<FileAccess> above() throws IOException {
        Deque<FileAccess> folders = new ArrayDeque<>();
        Optional<FileAccess> folder = call.access().parent();
        while (folder.isPresent() && folders.size() < DEEPEST) {
            folders.addFirst(folder.get());
            folder = folder.get().parent();
        }
        return folders;
    }

    private JsonObject named(FileAccess folder) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("Name", Containers.name(folder.stat()));
        json.addProperty("Url", call.links().container(folder));
        return json;
    }

    void pointer(boolean reading) throws IOException {
        require(reading);
        JsonObject answer = new JsonObject();
        answer.addProperty("Url", call.links().ecosystem(call.access()));
        call.json(200, answer);
    }

    /** @param rest what follows in the path */
    void ecosystem(boolean reading, String rest) throws IOException {
        require(reading);
        JsonObject answer = new JsonObject();
        switch (rest) {
            case "" -> answer.addProperty("SupportsContainers", true);
            case "root_container_pointer" -> {
                Deque<FileAccess> above = above();
                answer.add("ContainerPointer", named(above.isEmpty() ? call.access() : above.getFirst()));
            }
            default -> throw new Refusal(404, "there is nothing at this path");
        }
        call.json(200, answer);
    }

    /** For programs on desktops that have a token already; they get another one for the same file. */
    void bootstrap() throws IOException {
        require(true);
        JsonObject answer = new JsonObject();
        JsonObject bootstrap = new JsonObject();
        bootstrap.addProperty("EcosystemUrl", call.links().ecosystem(call.access()));
        bootstrap.addProperty("UserId", UserIds.of(call.access()));
        bootstrap.addProperty("SignInName", call.access().user().username());
        bootstrap.addProperty("UserFriendlyName", UserIds.name(call.access()));
        answer.add("Bootstrap", bootstrap);
        if (call.exchange().method().equals("POST")) {
            token(answer);
        }
        call.json(200, answer);
    }

    private void token(JsonObject answer) throws IOException {
        String override = call.header("X-WOPI-EcosystemOperation")
                .or(() -> call.header("X-WOPI-Override"))
                .orElseThrow(() -> new Refusal(400, "the request does not say what it is"));
        if (!override.equals("GET_NEW_ACCESS_TOKEN")) {
            throw new Refusal(501, "this host does not do '" + FileOverrides.shown(override) + "' here");
        }
        String source = call.header("X-WOPI-WopiSrc").orElse("");
        if (!source.equals(call.links().source(call.access()))) {
            throw new Refusal(404, "the token is not good for this file");
        }
        FileAccess.Session session = call.access().newSession();
        JsonObject info = new JsonObject();
        info.addProperty("AccessToken", session.token());
        info.addProperty("AccessTokenExpiry", session.expires().toEpochMilli());
        answer.add("AccessTokenInfo", info);
    }
}
