/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.app.AppSessions;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.OpenRequest;
import org.weft.spi.app.ViewMode;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.testkit.memory.CoreMemoryDriver;
import org.weft.testkit.memory.MemoryStore;

/**
 * One folder of files in memory, whose files are opened in an application as a server does it: a session with its token, and an
 * access to the file that ends with it. Thread-safe.
 */
public final class AppSite implements AppSessions {

    /** Where the instance's endpoints are; nobody listens there. */
    public static final URI ENDPOINT = URI.create("https://weft.example/apps/x/contract");

    private static final Caller SITE = caller("site");

    final CoreMemoryDriver driver = new CoreMemoryDriver(new MemoryStore());
    final SiteLocks locks;
    final Map<String, String> preferences = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Map<String, Grip> tokens = new ConcurrentHashMap<>();

    /** A session and the file that a token of it is for. */
    private record Grip(Visit visit, NodeId node) {}

    /**
     * A session.
     *
     * @param over whether it was ended before its time
     */
    record Visit(String id, User user, ViewMode mode, Instant expires, AtomicBoolean over) {

        boolean isLive(Instant now) {
            return !over.get() && now.isBefore(expires);
        }
    }

    /**
     * A file that is opened.
     *
     * @param request what the provider is asked
     * @param files what it gets
     */
    public record Opened(OpenRequest request, FileAccess files) {}

    /** An empty folder. */
    public AppSite(Clock clock) {
        this.clock = clock;
        this.locks = new SiteLocks(clock);
    }

    static Caller caller(String name) {
        return new Caller(
                new UserId("https://idp.example", name, UserType.PRIMARY),
                name,
                Set.of(),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("contract"));
    }

    /** Puts a file there, or another content into one, as somebody would who uses no application. */
    public Node put(String name, byte[] content) throws IOException {
        return driver.put(SITE, path(name), PutSpec.simple(), new ByteArrayInputStream(content));
    }

    private static Ref path(String name) {
        return Ref.path(RelPath.root().resolve(name));
    }

    /** A file as it is now. */
    public Node stat(String name) throws IOException {
        return driver.stat(SITE, path(name));
    }

    /** What a file holds now. */
    public byte[] content(String name) throws IOException {
        try (Content content = driver.open(SITE, path(name), ReadSpec.whole())) {
            return ((Content.OfStream) content).stream().readAllBytes();
        }
    }

    /** The lock that protects a file now. */
    public Optional<Lock> lock(String name) throws IOException {
        return locks.of(stat(name).id());
    }

    /** Locks a file for an hour, as somebody in another program would. */
    public void lock(String name, String id) throws IOException {
        locks.take(lock(stat(name).id(), id, SITE.user(), Optional.empty(), Duration.ofHours(1)));
    }

    Lock lock(NodeId node, String id, UserId holder, Optional<String> app, Duration time) {
        Instant now = clock.instant();
        return new Lock(id, node, Lock.Sharing.WRITE, false, holder, app, "", now, now.plus(time));
    }

    /**
     * A session for somebody, who may do with the file whatever the mode lets do.
     *
     * @param username for whom
     * @param app the application's name
     * @param name the file's name
     */
    public Opened open(String username, String app, String name, ViewMode mode) throws IOException {
        UserId id = new UserId("https://idp.example", username, UserType.PRIMARY);
        Instant expires = clock.instant().plus(Duration.ofHours(10));
        Visit visit = new Visit(
                UUID.randomUUID().toString(), User.of(id, username, username), mode, expires, new AtomicBoolean());
        Node node = stat(name);
        OpenRequest request = new OpenRequest(
                app,
                visit.user(),
                node,
                mode,
                token(visit, node.id()),
                expires,
                ENDPOINT,
                Optional.of("en"),
                Optional.empty());
        return new Opened(request, new SiteFile(this, visit, node.id()));
    }

    String token(Visit visit, NodeId node) {
        String token = "token-" + UUID.randomUUID();
        tokens.put(token, new Grip(visit, node));
        return token;
    }

    /** Ends a session, with all tokens of it. */
    public void end(OpenRequest request) {
        Grip grip = tokens.get(request.token());
        if (grip != null) {
            grip.visit().over().set(true);
        }
    }

    boolean isLive(Visit visit) {
        return visit.isLive(clock.instant());
    }

    @Override
    public Optional<FileAccess> find(String token) {
        return Optional.ofNullable(tokens.get(token))
                .filter(grip -> isLive(grip.visit()))
                .map(grip -> new SiteFile(this, grip.visit(), grip.node()));
    }
}
