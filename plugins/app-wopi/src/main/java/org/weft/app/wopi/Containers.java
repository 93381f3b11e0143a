/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.ViewMode;
import org.weft.spi.app.Write;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Folders. */
final class Containers {

    private static final int MOST_CHILDREN = 10_000;

    private final Call call;

    Containers(Call call) {
        this.call = call;
    }

    /** What a folder is called; the top of a tree has no name of its own. */
    static String name(Node folder) {
        return folder.name().isEmpty() ? "Files" : folder.name();
    }

    private Node folder() throws IOException {
        Node node = call.access().stat();
        if (!node.isFolder()) {
            throw new Refusal(404, "this is no folder");
        }
        return node;
    }

    void info() throws IOException {
        Node folder = folder();
        Rights rights = folder.rights();
        boolean top = call.access().parent().isEmpty();
        JsonObject answer = new JsonObject();
        answer.addProperty("Name", name(folder));
        answer.addProperty("UserCanCreateChildFile", rights.has(Right.UPLOAD));
        answer.addProperty("UserCanCreateChildContainer", rights.has(Right.CREATE_CONTAINER));
        answer.addProperty("UserCanDelete", rights.has(Right.DELETE) && !top);
        answer.addProperty("UserCanRename", rights.has(Right.MOVE) && !top);
        answer.addProperty("IsEduUser", false);
        answer.addProperty("LicenseCheckForEditIsEnabled", FileInfo.isLicensed(call.config()));
        call.access().shareUrl(ViewMode.READ_ONLY).ifPresent(url -> {
            answer.addProperty("SharingUrl", url.toString());
            answer.add("SupportedShareUrlTypes", FileInfo.shareTypes());
        });
        call.json(200, answer);
    }

    void children() throws IOException {
        folder();
        Set<String> wanted = call.header("X-WOPI-FileExtensionFilterList")
                .map(list -> Arrays.stream(list.split(",", -1))
                        .map(text -> text.strip().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
        List<Node> nodes = new ArrayList<>();
        call.access().children(node -> {
            nodes.add(node);
            return nodes.size() <= MOST_CHILDREN;
        });
        if (nodes.size() > MOST_CHILDREN) {
            throw new Refusal(500, "the folder has more than " + MOST_CHILDREN + " children");
        }
        JsonArray files = new JsonArray();
        JsonArray folders = new JsonArray();
        for (Node node : nodes) {
            boolean fits = wanted.isEmpty()
                    || wanted.contains(FileNames.extension(node.name()).toLowerCase(Locale.ROOT));
            if (node.isFolder()) {
                folders.add(child(node));
            } else if (fits) {
                files.add(child(node));
            }
        }
        JsonObject answer = new JsonObject();
        answer.add("ChildContainers", folders);
        answer.add("ChildFiles", files);
        call.json(200, answer);
    }

    private JsonObject child(Node node) throws IOException {
        FileAccess access = call.access().child(node.id());
        JsonObject json = new JsonObject();
        json.addProperty("Name", node.name());
        if (node.isFolder()) {
            json.addProperty("Url", call.links().container(access));
        } else {
            json.addProperty("Url", call.links().file(access));
            json.addProperty("Version", Call.version(node));
            json.addProperty("Size", node.size());
            json.addProperty("LastModifiedTime", Contents.time(node.mtime()));
        }
        return json;
    }

    void change() throws IOException {
        folder();
        String override = call.header("X-WOPI-Override")
                .orElseThrow(() -> new Refusal(400, "the request does not say what it is in X-WOPI-Override"));
        switch (override) {
            case "CREATE_CHILD_FILE" -> new NewFiles(call).createChild();
            case "CREATE_CHILD_CONTAINER" -> createChild();
            case "RENAME_CONTAINER" -> rename();
            case "DELETE_CONTAINER" -> delete();
            case "GET_SHARE_URL" -> FileOverrides.shareUrl(call);
            default -> throw new Refusal(501, "this host does not do '" + FileOverrides.shown(override) + "' here");
        }
    }

    private void createChild() throws IOException {
        call.requireWriting();
        Optional<String> suggested = call.header("X-WOPI-SuggestedTarget").map(Utf7::decode);
        Optional<String> relative = call.header("X-WOPI-RelativeTarget").map(Utf7::decode);
        if (suggested.isPresent() == relative.isPresent()) {
            throw new Refusal(501, "name the folder either by X-WOPI-SuggestedTarget or by X-WOPI-RelativeTarget");
        }
        try {
            FileAccess made = suggested.isPresent()
                    ? call.access().createFolder(FileNames.legal(suggested.get()), OnConflict.RENAME)
                    : call.access().createFolder(FileNames.require(relative.orElseThrow()), OnConflict.FAIL);
            JsonObject pointer = new JsonObject();
            pointer.addProperty("Name", made.stat().name());
            pointer.addProperty("Url", call.links().container(made));
            JsonObject answer = new JsonObject();
            answer.add("ContainerPointer", pointer);
            call.json(200, answer);
        } catch (AlreadyExists taken) {
            String other = FileNames.legal(relative.orElse("") + " (1)");
            call.exchange().setHeader("X-WOPI-ValidRelativeTarget", Utf7.encode(other));
            call.empty(409);
        }
    }

    private void rename() throws IOException {
        call.requireWriting();
        String name = Utf7.decode(call.header("X-WOPI-RequestedName")
                .orElseThrow(() -> new Refusal(400, "the request must tell the name in X-WOPI-RequestedName")));
        try {
            Node renamed = call.access().rename(FileNames.require(name), Write.plain());
            JsonObject answer = new JsonObject();
            answer.addProperty("Name", renamed.name());
            call.json(200, answer);
        } catch (AlreadyExists | PreconditionFailed taken) {
            throw invalid("there is something with this name already");
        } catch (Refusal illegal) {
            throw invalid(illegal.text());
        }
    }

    private static Refusal invalid(String reason) {
        return new Refusal(400, reason, Map.of("X-WOPI-InvalidContainerNameError", reason));
    }

    /** Empty folders only. */
    private void delete() throws IOException {
        call.requireWriting();
        boolean[] any = {false};
        call.access().children(node -> {
            any[0] = true;
            return false;
        });
        if (any[0]) {
            throw new Refusal(409, "the folder is not empty");
        }
        call.access().delete(Write.plain());
        call.empty(200);
    }
}
