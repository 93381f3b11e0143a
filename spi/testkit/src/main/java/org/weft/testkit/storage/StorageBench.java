/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.weft.spi.Caller;
import org.weft.spi.DriverContext;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.ServerCopy;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.TestContext;

/** A started driver and the words in which the cases speak to it. */
public final class StorageBench implements AutoCloseable {

    private static final StorageBench NONE = new StorageBench();

    /** As many race against each other where a call takes no longer than {@link #FAST}, and at least so many elsewhere. */
    private static final int MOST_WRITERS = 100;

    private static final int LEAST_WRITERS = 10;
    private static final Duration FAST = Duration.ofMillis(2);

    private final Fixture fixture;
    private final TestContext.@Nullable Site site;
    private final @Nullable Function<DriverContext, StorageDriver> maker;
    private @Nullable TestContext context;
    private @Nullable StorageDriver driver;
    private int writers;

    private StorageBench() {
        this.fixture = Fixture.none();
        this.site = null;
        this.maker = null;
    }

    /**
     * Makes and starts a driver.
     *
     * @param state the folder for what the kernel would keep
     * @param maker makes an instance; called again at a restart
     * @param fixture what a read-only storage holds
     */
    public StorageBench(Path state, Function<DriverContext, StorageDriver> maker, Fixture fixture) throws IOException {
        this.fixture = fixture;
        this.site = new TestContext.Site(state);
        this.maker = maker;
        start();
    }

    static StorageBench none() {
        return NONE;
    }

    private void start() throws IOException {
        if (site == null || maker == null) {
            throw new IllegalStateException("the bench was never opened");
        }
        context = site.context("contract");
        driver = maker.apply(context);
        driver.start();
    }

    /** Closes the driver and starts another instance on the same storage and state. */
    public void restart() throws IOException {
        close();
        start();
    }

    @Override
    public void close() {
        if (driver != null) {
            driver.close();
            driver = null;
        }
        if (context != null) {
            context.close();
            context = null;
        }
    }

    /** How many race against each other: fewer where each call takes its time. An even number, the same for the life of the bench. */
    int writers() throws IOException {
        if (writers == 0) {
            long quickest = Long.MAX_VALUE;
            for (int tries = 0; tries < 3; tries++) {
                long begun = System.nanoTime();
                stat("/");
                quickest = Math.min(quickest, System.nanoTime() - begun);
            }
            long bearable = (MOST_WRITERS * FAST.toNanos() / Math.max(1, quickest)) & ~1L;
            writers = Math.toIntExact(Math.clamp(bearable, LEAST_WRITERS, MOST_WRITERS));
        }
        return writers;
    }

    /** The driver, started. */
    public StorageDriver driver() {
        if (driver == null) {
            throw new IllegalStateException("the driver is closed");
        }
        return driver;
    }

    /** What the kernel would lend. */
    public TestContext context() {
        if (context == null) {
            throw new IllegalStateException("the driver is closed");
        }
        return context;
    }

    Fixture fixture() {
        return fixture;
    }

    boolean has(Trait trait) {
        return driver().traits().has(trait);
    }

    /** Skips the case, by the trait's name, unless the driver claims it. */
    void requires(Trait trait) {
        Assumptions.assumeTrue(has(trait), () -> "the driver does not claim " + trait);
    }

    /** Skips the case for a read-only driver. */
    void requiresWriting() {
        Assumptions.assumeFalse(has(Trait.READ_ONLY), "the driver is READ_ONLY");
    }

    /** Somebody who calls. */
    public static Caller caller(String name) {
        return new Caller(
                new UserId("https://idp.example.org", name, UserType.PRIMARY),
                name,
                Set.of(),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
    }

    /** The caller of all cases that don't need two. */
    public Caller anna() {
        return caller("anna");
    }

    /** A reference by path. */
    public static Ref at(String path) {
        return Ref.path(RelPath.parse(path));
    }

    static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file, replacing whatever is there. */
    public Node put(String path, String text) throws IOException {
        return driver().put(anna(), at(path), PutSpec.simple(), body(text));
    }

    /** Writes a file under conditions. */
    public Node put(String path, PutSpec spec, String text) throws IOException {
        return driver().put(anna(), at(path), spec, body(text));
    }

    /** Makes a folder. */
    public Node folder(String path) throws IOException {
        return driver().makeFolder(anna(), at(path), MakeSpec.simple());
    }

    /** One node. */
    public Node stat(String path) throws IOException {
        return driver().stat(anna(), at(path));
    }

    /** One node, by the id that another had. */
    public Node statById(Node known) throws IOException {
        return driver().stat(anna(), Ref.id(known.space(), known.id()));
    }

    /** Whether a stat finds it. */
    public boolean exists(String path) throws IOException {
        try {
            stat(path);
            return true;
        } catch (WeftException.NotFound missing) {
            return false;
        }
    }

    /** All children, in the driver's order. */
    public List<Node> list(String path) throws IOException {
        return list(path, ListSpec.all());
    }

    /** Some children. */
    public List<Node> list(String path, ListSpec spec) throws IOException {
        List<Node> children = new ArrayList<>();
        driver().list(anna(), at(path), spec, children::add);
        return children;
    }

    /** The names of all children, sorted. */
    public List<String> names(String path) throws IOException {
        return list(path).stream().map(Node::name).sorted().toList();
    }

    /** A file's content as text. */
    public String read(String path) throws IOException {
        return new String(bytes(at(path), ReadSpec.whole()), StandardCharsets.UTF_8);
    }

    byte[] bytes(Ref ref, ReadSpec spec) throws IOException {
        try (Content content = driver().open(anna(), ref, spec)) {
            return bytes(content);
        }
    }

    static byte[] bytes(Content content) throws IOException {
        int length = Math.toIntExact(content.length());
        return switch (content) {
            case Content.OfStream stream -> stream.stream().readNBytes(length + 1);
            case Content.OfFile file -> {
                ByteBuffer buffer = ByteBuffer.allocate(length);
                long position = file.offset();
                while (buffer.hasRemaining()) {
                    int read = file.channel().read(buffer, position);
                    if (read < 0) {
                        break;
                    }
                    position += read;
                }
                yield Arrays.copyOf(buffer.array(), buffer.position());
            }
        };
    }

    /** Deletes a node. */
    public void delete(String path) throws IOException {
        driver().delete(anna(), at(path), DeleteSpec.simple());
    }

    /** Moves a node to a free place. */
    public Node move(String from, String to) throws IOException {
        return driver().move(anna(), at(from), at(to), MoveSpec.simple());
    }

    /** Moves a node to a place that may be taken. */
    public Node moveOver(String from, String to) throws IOException {
        MoveSpec simple = MoveSpec.simple();
        return driver().move(
                        anna(), at(from), at(to), new MoveSpec(true, simple.source(), simple.target(), simple.guard()));
    }

    /** Copies a node with all below it to a free place, by the driver itself. */
    public Node copy(String from, String to) throws IOException {
        return copy(from, to, MoveSpec.simple());
    }

    /** Copies a node with all below it, by the driver itself. */
    public Node copy(String from, String to, MoveSpec spec) throws IOException {
        return copying().copy(anna(), at(from), at(to), true, spec, pair -> true);
    }

    /** The driver's own way to copy; skips the case for a driver that leaves copies to the kernel. */
    public ServerCopy copying() {
        Optional<ServerCopy> copy = driver().copy();
        Assumptions.assumeTrue(copy.isPresent(), "the driver does not offer ServerCopy");
        return copy.orElseThrow();
    }

    /** Something that comes to be by itself. */
    @FunctionalInterface
    interface Wait {
        boolean isOver() throws IOException;
    }

    /** Waits until something has happened, for a minute at most. */
    void waitUntil(String what, Wait wait) throws IOException, InterruptedException {
        for (int tries = 0; !wait.isOver(); tries++) {
            if (tries == 600) {
                throw new AssertionError("after a minute it has not come to pass that " + what);
            }
            Thread.sleep(100);
        }
    }

    /** The tree below a folder as text, one line a node with its id, etag and size, for "nothing has changed". */
    public String picture(String path) throws IOException {
        StringBuilder lines = new StringBuilder();
        Node top = stat(path);
        draw(top, lines);
        return lines.toString();
    }

    private void draw(Node node, StringBuilder lines) throws IOException {
        lines.append(node).append(' ').append(node.mtime()).append('\n');
        if (node.isFolder()) {
            List<Node> children = new ArrayList<>(list("/" + node.path()));
            children.sort(Comparator.comparing(Node::name));
            for (Node child : children) {
                draw(child, lines);
            }
        }
    }
}
