/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.weft.app.wopi.WopiConfig.Product;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.app.Write;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;

/** Renaming and deleting the opened file, or a folder. */
final class Renames {

    private static final int MOST_TRIES = 20;

    private final Call call;

    Renames(Call call) {
        this.call = call;
    }

    /** The name comes without its extension, which stays; where it is taken, another is chosen. */
    void file() throws IOException {
        call.requireWriting();
        Optional<String> held = held();
        if (call.isAnswered()) {
            return;
        }
        String base = Utf7.decode(requested());
        String extension = FileNames.extension(call.access().stat().name());
        FileNames.require(base + extension);
        Node renamed = rename(base, extension, held);
        JsonObject answer = new JsonObject();
        answer.addProperty("Name", FileNames.base(renamed.name()));
        if (call.config().product() == Product.COLLABORA) {
            answer.addProperty("Url", call.links().source(call.access()));
        }
        call.json(200, answer);
    }

    private String requested() {
        return call.header("X-WOPI-RequestedName")
                .orElseThrow(() -> new Refusal(400, "the request must tell the name in X-WOPI-RequestedName"));
    }

    /** The lock to pass by; Collabora, which shows none here, passes by its own. */
    private Optional<String> held() throws IOException {
        Optional<Lock> current = call.access().currentLock();
        if (current.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> shown = call.lock();
        boolean silent = shown.isEmpty() && call.config().product() == Product.COLLABORA && call.isOurs(current.get());
        if (!silent && shown.filter(id -> call.names(id, current.get())).isEmpty()) {
            call.conflict();
        }
        return Optional.of(current.get().id());
    }

    private Node rename(String base, String extension, Optional<String> held) throws IOException {
        Write write = held.map(Write.plain()::lock).orElse(Write.plain());
        for (int i = 0; i < MOST_TRIES; i++) {
            String name = i == 0 ? base + extension : FileNames.legal(base + " (" + i + ")" + extension);
            if (name.equals(call.access().stat().name())) {
                return call.access().stat();
            }
            try {
                return call.access().rename(name, write);
            } catch (AlreadyExists | Conflict taken) {
                // The next name may be free.
            } catch (PreconditionFailed taken) {
                requireStillHeld(held, taken);
            }
        }
        throw new Refusal(
                400,
                "there are too many files with this name",
                Map.of("X-WOPI-InvalidFileNameError", "there are too many files with this name"));
    }

    /** A name that is taken and a lock that is gone are the same failure to a storage. */
    private void requireStillHeld(Optional<String> held, PreconditionFailed failure) throws IOException {
        if (!call.access().currentLock().map(Lock::id).equals(held)) {
            throw failure;
        }
    }

    void delete() throws IOException {
        if (!call.config().containers()) {
            throw new Refusal(501, "this site does not let applications delete files");
        }
        call.requireWriting();
        if (call.access().currentLock().isPresent()) {
            call.conflict();
            return;
        }
        call.access().delete(Write.plain());
        call.empty(200);
    }
}
