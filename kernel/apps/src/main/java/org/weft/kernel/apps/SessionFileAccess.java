/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.weft.kernel.apps.AppSessionCache.Live;
import org.weft.kernel.apps.db.AppPreferenceTable;
import org.weft.kernel.storage.copy.CopyService;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.locks.LockService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.TraceId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.ViewMode;
import org.weft.spi.app.Write;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.LockRequest;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/**
 * What one session may do to one resource. Each call asks whether the session goes on, and then the same services as every
 * protocol, so that rights, locks and conditions are judged as anywhere else, at the moment of the call.
 */
final class SessionFileAccess implements FileAccess {

    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_VALUE = 4096;
    private static final int MOST_TRIES = 100;

    private final Parts parts;
    private final Source source;
    private final String session;
    private final ResourceId node;
    private final TraceId trace;

    /**
     * What all sessions are made of.
     *
     * @param site the site's URL, without a slash at the end
     */
    record Parts(
            FileService files,
            CopyService copies,
            LockService locking,
            AppSessionCache sessions,
            AppTokens tokens,
            AppPreferenceTable preferences,
            Supplier<String> site) {}

    /** Tells the session of an id as it is now: one that is kept, or one that is just being made. */
    interface Source {
        Live require(String id);
    }

    SessionFileAccess(Parts parts, Source source, String session, ResourceId node, TraceId trace) {
        this.parts = parts;
        this.source = source;
        this.session = session;
        this.node = node;
        this.trace = trace;
    }

    private Live live() {
        return source.require(session);
    }

    private Caller caller() {
        return live().caller(trace);
    }

    private Caller writer() {
        Live live = live();
        if (!live.mode().mayWrite()) {
            throw new Forbidden("the file was opened for reading only");
        }
        return live.caller(trace);
    }

    private Target target() {
        return Target.id(node);
    }

    private SessionFileAccess at(ResourceId other) {
        return new SessionFileAccess(parts, source, session, other, trace);
    }

    @Override
    public String id() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(node.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 20);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public String session() {
        return session;
    }

    @Override
    public User user() {
        return live().user();
    }

    @Override
    public ViewMode mode() {
        return live().mode();
    }

    @Override
    public Instant expires() {
        return live().row().expires();
    }

    @Override
    public Node stat() {
        return seen(resource());
    }

    private Resource resource() {
        return parts.files().stat(caller(), target(), StatSpec.node());
    }

    private Node seen(Resource resource) {
        Rights rights =
                live().mode().mayWrite() ? resource.rights() : resource.rights().and(Rights.read());
        Node.Builder builder = resource.node().toBuilder().rights(rights);
        resource.owner().ifPresent(builder::owner);
        return builder.build();
    }

    @Override
    public Content open() throws IOException {
        return parts.files()
                .open(caller(), target(), FileService.Selection.WHOLE)
                .handOver();
    }

    @Override
    public Node put(InputStream body, Write write) {
        PutRequest request = request(write, OnConflict.REPLACE);
        return seen(parts.files().put(writer(), target(), request, body).resource());
    }

    private PutRequest request(Write write, OnConflict onConflict) {
        return new PutRequest(write.length(), Optional.empty(), List.of(), onConflict, Optional.empty(), change(write));
    }

    /**
     * What the application holds must really be there when its bytes have come: a lock that has ended meanwhile protects
     * nothing any more, and a session that has ended lets nobody write.
     */
    private WriteConditions change(Write write) {
        Set<String> shown = write.lock().map(Set::of).orElse(Set.of());
        return new WriteConditions(write.precondition(), shown, (target, locks) -> {
            live();
            for (String id : shown) {
                if (locks.stream().noneMatch(lock -> lock.id().equals(id))) {
                    throw new PreconditionFailed("the lock is not there any more");
                }
            }
        });
    }

    @Override
    public FileAccess createBeside(String name, OnConflict onConflict, InputStream body, Write write) {
        return create(folder(), name, onConflict, body, write);
    }

    @Override
    public FileAccess createChild(String name, OnConflict onConflict, InputStream body, Write write) {
        return create(target(), name, onConflict, body, write);
    }

    private Target folder() {
        return resource()
                .parent()
                .map(Target::id)
                .orElseThrow(() -> new Forbidden("you can't write to the folder of this file"));
    }

    private FileAccess create(Target folder, String name, OnConflict onConflict, InputStream body, Write write) {
        Target target = folder.resolve(RelPath.root().resolve(name));
        return at(parts.files()
                .put(writer(), target, request(write, onConflict), body)
                .resource()
                .id());
    }

    @Override
    public FileAccess createFolder(String name, OnConflict onConflict) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Target target = target().resolve(RelPath.root().resolve(i == 0 ? name : name + " (" + i + ")"));
            try {
                return at(parts.files()
                        .makeFolder(writer(), target, Optional.empty(), WriteConditions.plain())
                        .id());
            } catch (AlreadyExists taken) {
                if (onConflict != OnConflict.RENAME) {
                    throw taken;
                }
            }
        }
        throw new AlreadyExists("there are too many folders called '" + name + "'");
    }

    @Override
    public Node rename(String name, Write write) {
        Caller caller = writer();
        requireHeld(caller, write);
        Target target = folder().resolve(RelPath.root().resolve(name));
        WriteConditions conditions = new WriteConditions(
                Precondition.none(),
                write.lock().map(Set::of).orElse(Set.of()),
                WriteConditions.plain().condition());
        MoveRequest request = new MoveRequest(false, write.precondition(), conditions);
        return seen(parts.copies().move(caller, target(), target, request).resource());
    }

    private void requireHeld(Caller caller, Write write) {
        if (write.lock().isPresent()
                && parts.locking().covering(caller, target()).stream()
                        .noneMatch(lock -> lock.id().equals(write.lock().get()))) {
            throw new PreconditionFailed("the lock is not there any more");
        }
    }

    @Override
    public void delete(Write write) {
        parts.files().delete(writer(), target(), change(write));
    }

    @Override
    public Optional<FileAccess> parent() {
        Optional<ResourceId> parent = resource().parent();
        if (parent.isEmpty()) {
            return Optional.empty();
        }
        try {
            parts.files().stat(caller(), Target.id(parent.get()), StatSpec.node());
            return Optional.of(at(parent.get()));
        } catch (NotFound | Forbidden unseen) {
            return Optional.empty();
        }
    }

    @Override
    public void children(Sink<Node> sink) {
        parts.files()
                .list(caller(), target(), ListSpec.all(), StatSpec.node(), resource -> sink.accept(seen(resource)));
    }

    @Override
    public FileAccess child(NodeId id) {
        Target target = new Target.ById(node.storage(), Optional.of(node.space()), id, RelPath.root());
        Resource resource = parts.files().stat(caller(), target, StatSpec.node());
        if (resource.parent().filter(node::equals).isEmpty()) {
            throw new NotFound("there is no such resource in the folder");
        }
        return at(resource.id());
    }

    @Override
    public Optional<Lock> currentLock() {
        return parts.locking().covering(caller(), target()).stream().findFirst();
    }

    @Override
    public Lock lock(String id, Duration time) {
        Caller caller = writer();
        return parts.locking()
                .acquire(caller, target(), request(caller, id, time), false)
                .lock();
    }

    @Override
    public Lock refreshLock(String expected, String next, Duration time) {
        Caller caller = writer();
        return parts.locking().refresh(caller, target(), expected, request(caller, next, time));
    }

    private LockRequest request(Caller caller, String id, Duration time) {
        return new LockRequest(
                id,
                Lock.Sharing.WRITE,
                false,
                caller.user(),
                caller.lockHolder(),
                live().row().app(),
                time);
    }

    @Override
    public void unlock(String id) {
        parts.locking().release(writer(), target(), id);
    }

    @Override
    public Session newSession() {
        return new Session(parts.tokens().write(session, node), expires());
    }

    @Override
    public Optional<URI> shareUrl(ViewMode wanted) {
        if (user().id().type() == UserType.GUEST) {
            return Optional.empty();
        }
        return Optional.of(URI.create(parts.site().get() + "/apps/open?file_id="
                + URLEncoder.encode(node.toString(), StandardCharsets.UTF_8) + "&view_mode="
                + (wanted.mayWrite() ? "write" : "read")));
    }

    @Override
    public Optional<String> preference(String key) {
        Live live = live();
        return parts.preferences().get(live.row().instance(), live.user().id(), key);
    }

    @Override
    public void setPreference(String key, String value) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || value.length() > LONGEST_VALUE || value.indexOf(0) >= 0) {
            throw new InvalidArgument("what is kept has a key of 1 to " + LONGEST_KEY
                    + " characters and a text of at most " + LONGEST_VALUE);
        }
        Live live = live();
        parts.preferences().set(live.row().instance(), live.user().id(), key, value);
    }
}
