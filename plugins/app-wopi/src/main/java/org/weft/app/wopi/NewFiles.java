/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.ViewMode;
import org.weft.spi.app.Write;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Right;

/**
 * New files: beside the opened one, or in a folder. A suggested name is one that the host changes as it must; a relative one
 * is taken exactly or not at all.
 */
final class NewFiles {

    private static final int MOST_LOOKED_THROUGH = 100_000;

    private final Call call;

    NewFiles(Call call) {
        this.call = call;
    }

    /** Makes a file, in a folder that is known. */
    private interface Making {
        FileAccess make(String name, OnConflict onConflict, InputStream body, Write write) throws IOException;
    }

    /** Whether the session may make files beside its file. */
    static boolean isAllowed(FileAccess access) throws IOException {
        if (!access.mode().mayWrite()) {
            return false;
        }
        Optional<FileAccess> parent = access.parent();
        return parent.isPresent() && parent.get().stat().rights().has(Right.UPLOAD);
    }

    void putRelative() throws IOException {
        FileAccess access = call.access();
        if (!isAllowed(access)) {
            throw new Refusal(501, "no files can be made beside this one");
        }
        long length = call.exchange().contentLength();
        Write write = length < 0 ? Write.plain() : Write.plain().length(length);
        make(
                access::createBeside,
                access.parent().orElseThrow(),
                call.exchange().body(),
                write);
    }

    void createChild() throws IOException {
        call.requireWriting();
        InputStream nothing = new ByteArrayInputStream(new byte[0]);
        make(call.access()::createChild, call.access(), nothing, Write.plain().length(0));
    }

    private void make(Making making, FileAccess folder, InputStream body, Write write) throws IOException {
        Optional<String> suggested = call.header("X-WOPI-SuggestedTarget").map(Utf7::decode);
        Optional<String> relative = call.header("X-WOPI-RelativeTarget").map(Utf7::decode);
        if (suggested.isPresent() == relative.isPresent()) {
            throw new Refusal(501, "name the file either by X-WOPI-SuggestedTarget or by X-WOPI-RelativeTarget");
        }
        if (suggested.isPresent()) {
            String name = suggested.get();
            String whole = name.startsWith(".") ? FileNames.base(baseName()) + name : name;
            answer(200, making.make(FileNames.legal(whole), OnConflict.RENAME, body, write));
            return;
        }
        String name = FileNames.require(relative.get());
        if (call.isTrue("X-WOPI-OverwriteRelativeTarget")) {
            overwrite(making, folder, name, body, write);
            return;
        }
        try {
            answer(200, making.make(name, OnConflict.FAIL, body, write));
        } catch (AlreadyExists | PreconditionFailed | Conflict taken) {
            taken(folder, name);
        }
    }

    /** The name that an extension alone is added to. */
    private String baseName() throws IOException {
        Node node = call.access().stat();
        return node.isFolder() ? "file" : node.name();
    }

    private void overwrite(Making making, FileAccess folder, String name, InputStream body, Write write)
            throws IOException {
        try {
            answer(200, making.make(name, OnConflict.REPLACE, body, write));
        } catch (Locked locked) {
            Optional<FileAccess> there = find(folder, name);
            if (there.isPresent()) {
                call.lockHeader(there.get().currentLock());
            }
            call.empty(409);
        }
    }

    /** Tells that the name is taken, a free one, and how to open what is there. */
    private void taken(FileAccess folder, String name) throws IOException {
        call.exchange().setHeader("X-WOPI-ValidRelativeTarget", Utf7.encode(free(folder, name)));
        Optional<FileAccess> there = find(folder, name);
        if (there.isPresent()) {
            answer(409, there.get());
        } else {
            call.empty(409);
        }
    }

    private static String free(FileAccess folder, String name) throws IOException {
        for (int i = 1; ; i++) {
            String other = FileNames.legal(FileNames.base(name) + " (" + i + ")" + FileNames.extension(name));
            if (i == 100 || find(folder, other).isEmpty()) {
                return other;
            }
        }
    }

    private static Optional<FileAccess> find(FileAccess folder, String name) throws IOException {
        Finder finder = new Finder(name);
        folder.children(finder::accept);
        return finder.found.isEmpty()
                ? Optional.empty()
                : Optional.of(folder.child(finder.found.get().id()));
    }

    /** Looks for a name in a listing, and gives up in one without end. */
    private static final class Finder {
        private final String name;
        private Optional<Node> found = Optional.empty();
        private int seen;

        Finder(String name) {
            this.name = name;
        }

        boolean accept(Node node) {
            if (node.name().equals(name)) {
                found = Optional.of(node);
            }
            seen++;
            return found.isEmpty() && seen < MOST_LOOKED_THROUGH;
        }
    }

    private void answer(int status, FileAccess file) throws IOException {
        JsonObject answer = new JsonObject();
        answer.addProperty("Name", file.stat().name());
        answer.addProperty("Url", call.links().file(file));
        file.shareUrl(ViewMode.READ_ONLY).ifPresent(url -> answer.addProperty("HostViewUrl", url.toString()));
        file.shareUrl(ViewMode.READ_WRITE).ifPresent(url -> answer.addProperty("HostEditUrl", url.toString()));
        call.json(status, answer);
    }
}
