/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.DriverContext;
import org.weft.spi.Health;
import org.weft.spi.Mutex;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.app.AppAction;
import org.weft.spi.app.AppInfo;
import org.weft.spi.app.AppInfo.FileType;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.AppSessions;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.OpenRequest;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Lock;

/** Opens text files in pads. Thread-safe. */
final class PadApp implements AppProvider {

    static final Duration LOCKED = Duration.ofMinutes(30);

    private static final Duration PROBE = Duration.ofSeconds(30);
    private static final Set<AppAction> ALL = Set.of(AppAction.VIEW, AppAction.EDIT, AppAction.CREATE);
    private static final List<FileType> TYPES = List.of(
            new FileType("text/plain", "txt", ALL),
            new FileType("text/markdown", "md", ALL),
            new FileType("text/markdown", "markdown", ALL));

    private final PadConfig config;
    private final Etherpad etherpad;
    private final Pads pads;
    private final PadNames names;
    private final DriverContext context;
    private final PadKeeper keeper;
    private volatile String trouble = "it was not asked yet";
    private volatile Instant asked = Instant.MIN;

    PadApp(PadConfig config, Etherpad etherpad, Pads pads, DriverContext context) {
        this.config = config;
        this.etherpad = etherpad;
        this.pads = pads;
        this.names = new PadNames(config.apiKey());
        this.context = context;
        this.keeper = new PadKeeper(config, etherpad, pads, context);
    }

    @Override
    public void start() throws IOException {
        pads.start();
        asked = context.clock().instant();
        probe();
    }

    @Override
    public Health health() {
        return trouble.isEmpty() ? Health.up() : Health.down(trouble);
    }

    @Override
    public List<AppInfo> apps() {
        if (!trouble.isEmpty()) {
            return List.of();
        }
        return List.of(
                AppInfo.builder(config.name()).product("Etherpad").types(TYPES).build());
    }

    @Override
    public AppSession open(OpenRequest request, FileAccess files) throws IOException {
        if (!request.app().equals(config.name())) {
            throw new NotFound("there is no application '" + request.app() + "' here");
        }
        String name = request.node().name();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (TYPES.stream().noneMatch(type -> type.extension().equals(extension))) {
            throw new Unsupported(config.name() + " does not open files like '" + name + "'");
        }
        try (Mutex.Held held = context.mutex(files.id()).acquire()) {
            if (request.mode().mayWrite()) {
                return AppSession.get(address(edit(request, files), request), request.mode());
            }
            return AppSession.get(address(look(files), request), request.mode());
        }
    }

    /** Comes to the pad that others of this file are at, or makes one. */
    private String edit(OpenRequest request, FileAccess files) throws IOException {
        Optional<Lock> held = files.currentLock();
        Optional<String> ours = held.map(Lock::id).flatMap(PadNames::ours);
        if (held.isPresent() && ours.isEmpty()) {
            throw new Locked("the file is being edited in another program");
        }
        String text = read(files);
        String lock = ours.orElseGet(names::newLock);
        if (ours.isEmpty()) {
            files.lock(lock, LOCKED);
        }
        String id = names.edited(files.id(), lock);
        Instant now = context.clock().instant();
        try {
            etherpad.make(id, text);
            Pad pad = new Pad(
                    id, files.id(), Optional.of(lock), PadText.digest(PadText.inPad(text)), now, Optional.empty());
            pads.open(pad, files.session(), request.token(), now, now.plus(config.save()));
        } catch (IOException | RuntimeException failure) {
            if (ours.isEmpty()) {
                files.unlock(lock);
            }
            throw failure;
        }
        return id;
    }

    /** Looks over the shoulder of those who edit, or at a pad that is made for it. */
    private String look(FileAccess files) throws IOException {
        Optional<String> edited =
                files.currentLock().map(Lock::id).flatMap(PadNames::ours).map(lock -> names.edited(files.id(), lock));
        if (edited.isPresent() && pads.find(edited.get()).isPresent()) {
            return etherpad.reading(edited.get());
        }
        String text = read(files);
        String id = names.shown(files.id(), files.stat().etag());
        Instant now = context.clock().instant();
        etherpad.make(id, text);
        Pad pad = new Pad(id, files.id(), Optional.empty(), "", now, Optional.empty());
        pads.open(pad, files.session(), "", now, now.plus(config.save()));
        return etherpad.reading(id);
    }

    private static String read(FileAccess files) throws IOException {
        try (Content content = files.open()) {
            return PadText.read(content);
        }
    }

    private URI address(String pad, OpenRequest request) {
        String base = config.shown().toString();
        StringBuilder url = new StringBuilder(base.endsWith("/") ? base : base + '/')
                .append("p/")
                .append(pad)
                .append("?userName=")
                .append(encoded(
                        request.user().displayName().isEmpty()
                                ? request.user().username()
                                : request.user().displayName()));
        request.language()
                .filter(tag -> tag.matches("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"))
                .ifPresent(tag -> url.append("&lang=").append(tag));
        return URI.create(url.toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void tend(AppSessions sessions) throws IOException {
        Instant now = context.clock().instant();
        if (!now.isBefore(asked.plus(PROBE)) || !trouble.isEmpty()) {
            asked = now;
            probe();
        }
        if (trouble.isEmpty()) {
            keeper.look(sessions);
        }
    }

    private void probe() {
        try {
            etherpad.probe();
            trouble = "";
        } catch (IOException away) {
            String message = away.getMessage();
            trouble = config.url() + ": " + (message == null ? "no connection" : message);
        }
    }

    @Override
    public void close() {}
}
