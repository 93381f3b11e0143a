package @package@;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.write.Body;
import org.weft.spi.storage.write.FreeName;
import org.weft.spi.storage.write.Place;
import org.weft.spi.storage.write.Staged;
import org.weft.spi.storage.write.WritableTree;
import org.weft.spi.storage.write.Writes;

/**
 * Files in memory. Put your backend in their place, method by method, and claim what it keeps. Reading is three methods;
 * for writing, {@link Writes} judges, and this class looks, stages a body, and takes four short steps.
 */
final class @Class@Driver
        implements StorageDriver, WritableTree<@Class@Driver.Seen, @Class@Driver.Bytes> {

    private final @Class@Config config;
    private final AtomicReference<@Class@Tree> current;
    private final Clock clock;
    private final Writes<Seen, Bytes> writes = new Writes<>(this);

    /** A place, and the tree that it was seen in: if that is still the current one, nothing has changed. */
    record Seen(@Class@Tree tree, RelPath path) implements Place {

        @Override
        public Optional<Node> node() {
            return Optional.ofNullable(tree.entries().get(path.toString())).map(@Class@Tree.Entry::node);
        }

        @Override
        public Optional<Node> folder() {
            return path.isRoot()
                    ? Optional.empty()
                    : Optional.ofNullable(tree.entries().get(path.parent().toString()))
                            .map(@Class@Tree.Entry::node);
        }

        NodeId folderId() {
            return folder().orElseThrow().id();
        }
    }

    /** A body that has no name yet. */
    record Bytes(byte[] content) implements Staged {

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void close() {}
    }

    @Class@Driver(@Class@Config config, AtomicReference<@Class@Tree> current, Clock clock) {
        this.config = config;
        this.current = current;
        this.clock = clock;
    }

    @Override
    public Traits traits() {
        return Traits.of(
                Trait.CASE_SENSITIVE,
                Trait.STABLE_IDS,
                Trait.ATOMIC_PUT,
                Trait.CONDITIONAL_PUT,
                Trait.ATOMIC_MOVE,
                Trait.STRONG_ETAG,
                Trait.EMPTY_FOLDERS,
                Trait.NATIVE_RANGE);
    }

    @Override
    public Node stat(Caller who, Ref ref) {
        return current.get().entry(ref).node();
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) {
        if (spec.after().isPresent()) {
            throw new Unsupported("listings of this storage cannot go on behind a name");
        }
        @Class@Tree tree = current.get();
        Node parent = tree.entry(folder).node();
        if (!parent.isFolder()) {
            throw new Conflict("/" + parent.path() + " is a file and has no children");
        }
        long left = spec.limit();
        for (@Class@Tree.Entry entry : tree.entries().values()) {
            Node node = entry.node();
            if (node.parent().equals(Optional.of(parent.id())) && (left-- <= 0 || !sink.accept(node))) {
                return; // enough, or the receiver wants no more
            }
        }
    }

    @Override
    public Content open(Caller who, Ref ref, ReadSpec spec) {
        @Class@Tree.Entry file = current.get().entry(ref);
        if (file.node().isFolder()) {
            throw new Conflict("/" + file.node().path() + " is a folder and has no content");
        }
        ReadSpec.Span span = spec.selection().of(file.node());
        InputStream part = new ByteArrayInputStream(file.content(), (int) span.offset(), (int) span.length());
        return Content.stream(file.node(), part, span.offset(), span.length());
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        return writes.put(target, spec, body);
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        return writes.makeFolder(target, spec);
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        writes.delete(ref, spec);
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        return writes.move(from, to, spec);
    }

    @Override
    public Seen look(Ref ref) {
        @Class@Tree tree = current.get();
        Seen seen = new Seen(tree, tree.path(ref));
        if (!seen.path().isRoot()) {
            RelPath above = seen.path().parent();
            Node folder = seen.folder().orElseThrow(() -> NotFound.parent("there is no folder /" + above));
            if (!folder.isFolder()) {
                throw new Conflict("/" + above + " is a file and has no children");
            }
        }
        return seen;
    }

    @Override
    public Bytes stage(Seen place, Body body, PutSpec spec) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.drain((piece, length) -> bytes.write(piece, 0, length));
        return new Bytes(bytes.toByteArray());
    }

    @Override
    public void requireRoom(Seen place, long size, PutSpec spec) {
        long replaced = place.node().map(Node::size).orElse(0L);
        if (place.tree().bytes() - replaced + size > config.capacity().bytes()) {
            throw new NoSpace("all files together may hold " + config.capacity());
        }
    }

    /** The step: it takes the place of the tree that was looked at, or finds that another has done so. */
    private Attempt<Node> step(@Class@Tree seen, @Class@Tree changed, Node made) {
        return current.compareAndSet(seen, changed) ? Attempt.committed(made) : Attempt.stale();
    }

    private Node.Builder made(RelPath path, NodeId id, Kind kind, NodeId folder) {
        return Node.builder(@Class@Tree.SPACE, id, kind, path)
                .parent(folder)
                .etag(@Class@Tree.fresh())
                .mtime(clock.instant());
    }

    @Override
    public Attempt<Node> put(Seen place, Bytes staged, PutSpec spec, FreeName name) throws IOException {
        RelPath folder = place.path().parent();
        RelPath path = folder.resolve(name.choose(
                taken -> place.tree().entries().containsKey(folder.resolve(taken).toString())));
        Seen there = new Seen(place.tree(), path);
        requireRoom(there, staged.size(), spec);
        NodeId id = there.node().map(Node::id).orElseGet(() -> new NodeId(@Class@Tree.fresh()));
        Node file = made(path, id, Kind.FILE, place.folderId()).size(staged.size()).build();
        return step(place.tree(), place.tree().with(file, staged.content()), file);
    }

    @Override
    public Attempt<Node> makeFolder(Seen place, MakeSpec spec) {
        NodeId id = new NodeId(@Class@Tree.fresh());
        Node folder = made(place.path(), id, Kind.FOLDER, place.folderId()).build();
        return step(place.tree(), place.tree().with(folder, new byte[0]), folder);
    }

    @Override
    public Attempt<Node> delete(Seen place, DeleteSpec spec) {
        return step(place.tree(), place.tree().without(place.path()), place.node().orElseThrow());
    }

    @Override
    public Attempt<Node> move(Seen from, Seen to, MoveSpec spec) {
        @Class@Tree moved = from.tree().moved(from.path(), to.path(), to.folderId());
        Node node = new Seen(moved, to.path()).node().orElseThrow();
        return from.tree() == to.tree() ? step(from.tree(), moved, node) : Attempt.stale();
    }

    @Override
    public Quota quota(Caller who, Ref ref) {
        current.get().entry(ref);
        long all = config.capacity().bytes();
        long used = current.get().bytes();
        return new Quota(OptionalLong.of(all), OptionalLong.of(used), OptionalLong.of(Math.max(0, all - used)));
    }

    @Override
    public void close() {}
}
