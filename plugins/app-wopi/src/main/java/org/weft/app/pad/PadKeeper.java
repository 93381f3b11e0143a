/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.DriverContext;
import org.weft.spi.Mutex;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.app.AppSessions;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.Write;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Right;

/** Writes what people type into the files, and closes the pads that they have left. */
final class PadKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(PadKeeper.class);
    private static final Duration REFRESH = Duration.ofMinutes(10);

    private final PadConfig config;
    private final Etherpad etherpad;
    private final Pads pads;
    private final DriverContext context;

    PadKeeper(PadConfig config, Etherpad etherpad, Pads pads, DriverContext context) {
        this.config = config;
        this.etherpad = etherpad;
        this.pads = pads;
        this.context = context;
    }

    /** Looks at all pads whose time it is. */
    void look(AppSessions sessions) throws IOException {
        Instant now = context.clock().instant();
        for (String id : pads.due(now)) {
            if (pads.claim(id, now, now.plus(config.save()))) {
                Optional<Pad> pad = pads.find(id);
                if (pad.isPresent()) {
                    look(pad.get(), sessions);
                }
            }
        }
    }

    /** One that fails does not keep the others from being saved. */
    private void look(Pad pad, AppSessions sessions) {
        try (Mutex.Held held = context.mutex(pad.file()).acquire()) {
            Optional<Pad> now = pads.find(pad.id());
            if (now.isPresent() && now.get().lock().isPresent()) {
                edited(now.get(), now.get().lock().get(), sessions);
            } else if (now.isPresent()) {
                shown(now.get());
            }
        } catch (IOException | WeftException failure) {
            LOG.atWarn()
                    .addKeyValue("app", context.instance())
                    .addKeyValue("file", pad.file())
                    .addKeyValue("reason", reason(failure))
                    .log("pad-not-saved");
        }
    }

    /** Some failures have a name and no words, such as that of a connection that nobody takes. */
    private static String reason(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    private void shown(Pad pad) throws IOException {
        if (isLeft(pad)) {
            close(pad);
        }
    }

    private void edited(Pad pad, String lock, AppSessions sessions) throws IOException {
        Optional<FileAccess> writer = writer(pad, sessions);
        if (writer.isEmpty()) {
            abandon(pad);
            return;
        }
        Optional<String> text = etherpad.text(pad.id());
        if (text.isEmpty()) {
            writer.get().unlock(lock);
            pads.forget(pad.id());
            return;
        }
        Optional<Pad> kept = save(pad, lock, writer.get(), text.get());
        if (kept.isPresent() && isLeft(kept.get())) {
            writer.get().unlock(lock);
            close(kept.get());
        }
    }

    /** Somebody who has it open and may still write; the others' rights may have ended. */
    private Optional<FileAccess> writer(Pad pad, AppSessions sessions) throws IOException {
        for (String token : pads.tokens(pad.id())) {
            Optional<FileAccess> access = sessions.find(token);
            try {
                if (access.isPresent()
                        && access.get().mode().mayWrite()
                        && access.get().stat().rights().has(Right.UPLOAD)) {
                    return access;
                }
            } catch (Unauthenticated | Forbidden | NotFound ended) {
                // The next one may.
            }
        }
        return Optional.empty();
    }

    /** Nobody may write any more. While the lock lasts somebody may come back; then the pad waits for its operator. */
    private void abandon(Pad pad) throws IOException {
        if (context.clock().instant().isBefore(pad.locked().plus(PadApp.LOCKED))) {
            return;
        }
        pads.forget(pad.id());
        LOG.atWarn()
                .addKeyValue("app", context.instance())
                .addKeyValue("file", pad.file())
                .addKeyValue("pad", pad.id())
                .log("pad-abandoned");
    }

    /** What is kept of the pad then; empty when it was closed, because the file is not its own any more. */
    private Optional<Pad> save(Pad pad, String lock, FileAccess writer, String text) throws IOException {
        Instant now = context.clock().instant();
        try {
            if (!PadText.digest(text).equals(pad.digest())) {
                byte[] bytes = PadText.inFile(text).getBytes(StandardCharsets.UTF_8);
                writer.put(
                        new ByteArrayInputStream(bytes),
                        Write.plain().length(bytes.length).lock(lock));
                Pad saved = pad.saved(text, pad.locked());
                pads.update(saved);
                return Optional.of(refreshed(saved, lock, writer, now));
            }
            return Optional.of(refreshed(pad, lock, writer, now));
        } catch (PreconditionFailed | Locked lost) {
            rescue(pad, writer, text);
            return Optional.empty();
        }
    }

    private Pad refreshed(Pad pad, String lock, FileAccess writer, Instant now) throws IOException {
        if (now.isBefore(pad.locked().plus(REFRESH))) {
            return pad;
        }
        writer.refreshLock(lock, lock, PadApp.LOCKED);
        Pad refreshed = pad.refreshed(now);
        pads.update(refreshed);
        return refreshed;
    }

    /** Somebody took the lock away and may have written: what was typed lies beside then, rather than over it. */
    private void rescue(Pad pad, FileAccess writer, String text) throws IOException {
        if (!PadText.digest(text).equals(pad.digest())) {
            byte[] bytes = PadText.inFile(text).getBytes(StandardCharsets.UTF_8);
            String name = writer.stat().name();
            int dot = name.lastIndexOf('.');
            String beside = dot <= 0 ? name + " (pad)" : name.substring(0, dot) + " (pad)" + name.substring(dot);
            writer.createBeside(
                    beside,
                    OnConflict.RENAME,
                    new ByteArrayInputStream(bytes),
                    Write.plain().length(bytes.length));
        }
        close(pad);
    }

    /** Whether nobody was there for so long that nobody will come back; remembers since when. */
    private boolean isLeft(Pad pad) throws IOException {
        Instant now = context.clock().instant();
        Optional<Instant> since = etherpad.users(pad.id()) > 0
                ? Optional.empty()
                : pad.emptySince().or(() -> Optional.of(now));
        if (!since.equals(pad.emptySince())) {
            pads.update(pad.empty(since));
        }
        return since.isPresent() && !now.isBefore(since.get().plus(config.idle()));
    }

    private void close(Pad pad) throws IOException {
        etherpad.delete(pad.id());
        pads.forget(pad.id());
    }
}
