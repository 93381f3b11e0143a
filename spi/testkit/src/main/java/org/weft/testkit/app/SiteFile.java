/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.ViewMode;
import org.weft.spi.app.Write;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;
import org.weft.testkit.app.AppSite.Visit;

/** What a session may do to one file of an {@link AppSite}; each call is judged anew. Thread-safe. */
final class SiteFile implements FileAccess {

    private static final int LONGEST_LOCK = 1024;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_VALUE = 4096;

    private final AppSite site;
    private final Visit visit;
    private final NodeId node;

    SiteFile(AppSite site, Visit visit, NodeId node) {
        this.site = site;
        this.visit = visit;
        this.node = node;
    }

    private Caller caller() {
        if (!site.isLive(visit)) {
            throw new Unauthenticated("the session is over");
        }
        return AppSite.caller(visit.user().username());
    }

    private Caller writer() {
        Caller caller = caller();
        if (!visit.mode().mayWrite()) {
            throw new Forbidden("the file was opened for reading only");
        }
        return caller;
    }

    private Ref ref() {
        return new Ref.ById(Optional.empty(), node, RelPath.root());
    }

    private SiteFile at(Node other) {
        return new SiteFile(site, visit, other.id());
    }

    private Node seen(Node found) {
        return visit.mode().mayWrite() ? found : found.withRights(Rights.read());
    }

    @Override
    public String id() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(node.value().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 20);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public String session() {
        return visit.id();
    }

    @Override
    public User user() {
        caller();
        return visit.user();
    }

    @Override
    public ViewMode mode() {
        caller();
        return visit.mode();
    }

    @Override
    public Instant expires() {
        caller();
        return visit.expires();
    }

    @Override
    public Node stat() throws IOException {
        return seen(site.driver.stat(caller(), ref()));
    }

    @Override
    public Content open() throws IOException {
        return site.driver.open(caller(), ref(), ReadSpec.whole());
    }

    @Override
    public Node put(InputStream body, Write write) throws IOException {
        Caller caller = writer();
        byte[] bytes = body.readAllBytes();
        return site.locks.change(node, write.lock(), () -> {
            PutSpec spec = spec(write, OnConflict.REPLACE);
            return site.driver.put(caller, ref(), spec, new ByteArrayInputStream(bytes));
        });
    }

    private PutSpec spec(Write write, OnConflict onConflict) {
        writer();
        return new PutSpec(
                write.length(),
                Optional.empty(),
                write.precondition(),
                Guard.none(),
                onConflict,
                List::of,
                Optional.empty());
    }

    @Override
    public FileAccess createBeside(String name, OnConflict onConflict, InputStream body, Write write)
            throws IOException {
        return create(folder(), name, onConflict, body, write);
    }

    @Override
    public FileAccess createChild(String name, OnConflict onConflict, InputStream body, Write write)
            throws IOException {
        return create(ref(), name, onConflict, body, write);
    }

    private Ref folder() throws IOException {
        NodeId folder = stat().parent().orElseThrow(() -> new Forbidden("this folder lies in no other"));
        return new Ref.ById(Optional.empty(), folder, RelPath.root());
    }

    private FileAccess create(Ref folder, String name, OnConflict onConflict, InputStream body, Write write)
            throws IOException {
        Ref target = folder.resolve(RelPath.root().resolve(name));
        return at(site.driver.put(writer(), target, spec(write, onConflict), body));
    }

    @Override
    public FileAccess createFolder(String name, OnConflict onConflict) throws IOException {
        for (int i = 0; i < 100; i++) {
            Ref target = ref().resolve(RelPath.root().resolve(i == 0 ? name : name + " (" + i + ")"));
            try {
                return at(site.driver.makeFolder(writer(), target, MakeSpec.simple()));
            } catch (AlreadyExists taken) {
                if (onConflict != OnConflict.RENAME) {
                    throw taken;
                }
            }
        }
        throw new AlreadyExists("there are too many folders called '" + name + "'");
    }

    @Override
    public Node rename(String name, Write write) throws IOException {
        Caller caller = writer();
        Ref target = folder().resolve(RelPath.root().resolve(name));
        MoveSpec spec = new MoveSpec(false, write.precondition(), Precondition.none(), Guard.none());
        return site.locks.change(node, write.lock(), () -> site.driver.move(caller, ref(), target, spec));
    }

    @Override
    public void delete(Write write) throws IOException {
        Caller caller = writer();
        site.locks.change(node, write.lock(), () -> {
            site.driver.delete(caller, ref(), new DeleteSpec(write.precondition(), Guard.none()));
            return true;
        });
    }

    @Override
    public Optional<FileAccess> parent() throws IOException {
        return stat().parent().map(folder -> new SiteFile(site, visit, folder));
    }

    @Override
    public void children(Sink<Node> sink) throws IOException {
        site.driver.list(caller(), ref(), ListSpec.all(), child -> sink.accept(seen(child)));
    }

    @Override
    public FileAccess child(NodeId id) throws IOException {
        Node child = site.driver.stat(caller(), new Ref.ById(Optional.empty(), id, RelPath.root()));
        if (child.parent().filter(node::equals).isEmpty()) {
            throw new NotFound("there is no such resource in the folder");
        }
        return at(child);
    }

    @Override
    public Optional<Lock> currentLock() throws IOException {
        caller();
        return site.locks.of(node);
    }

    @Override
    public Lock lock(String id, Duration time) throws IOException {
        return site.locks.take(wanted(id, time));
    }

    private Lock wanted(String id, Duration time) {
        if (id.isEmpty() || id.length() > LONGEST_LOCK) {
            throw new InvalidArgument("a lock's id has 1 to " + LONGEST_LOCK + " characters");
        }
        return site.lock(node, id, writer().user(), Optional.of("contract"), time);
    }

    @Override
    public Lock refreshLock(String expected, String next, Duration time) throws IOException {
        return site.locks.refresh(expected, wanted(next, time));
    }

    @Override
    public void unlock(String id) throws IOException {
        writer();
        site.locks.end(node, id);
    }

    @Override
    public FileAccess.Session newSession() {
        caller();
        return new FileAccess.Session(site.token(visit, node), visit.expires());
    }

    @Override
    public Optional<URI> shareUrl(ViewMode mode) {
        caller();
        return Optional.of(URI.create("https://weft.example/apps/open?file_id=" + node));
    }

    @Override
    public Optional<String> preference(String key) {
        return Optional.ofNullable(site.preferences.get(caller().username() + '/' + key));
    }

    @Override
    public void setPreference(String key, String value) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || value.length() > LONGEST_VALUE) {
            throw new InvalidArgument("what is kept has a key of 1 to " + LONGEST_KEY
                    + " characters and a text of at most " + LONGEST_VALUE);
        }
        site.preferences.put(caller().username() + '/' + key, value);
    }
}
