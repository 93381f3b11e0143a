package org.example.greetings;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
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
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;

/** Two files in memory. Put your backend in their place, method by method, and claim what it keeps. */
final class GreetingsDriver implements StorageDriver {

    private static final SpaceId SPACE = new SpaceId("greetings");

    private final Map<RelPath, Node> nodes = new LinkedHashMap<>();
    private final byte[] content;

    GreetingsDriver(String text, Instant now) {
        content = text.getBytes(StandardCharsets.UTF_8);
        add(RelPath.root(), "root", Kind.FOLDER, now);
        add(RelPath.parse("one.txt"), "one", Kind.FILE, now);
        add(RelPath.parse("two.txt"), "two", Kind.FILE, now);
    }

    private void add(RelPath path, String id, Kind kind, Instant now) {
        Node.Builder node = Node.builder(SPACE, new NodeId(id), kind, path)
                .size(kind == Kind.FILE ? content.length : 0)
                .etag(id + "-" + now.toEpochMilli()) // another start may bring another text
                .mtime(now);
        if (!path.isRoot()) {
            node.parent(new NodeId("root"));
        }
        nodes.put(path, node.build());
    }

    @Override
    public Traits traits() {
        return Traits.of(Trait.READ_ONLY, Trait.CASE_SENSITIVE, Trait.STABLE_IDS, Trait.STRONG_ETAG);
    }

    @Override
    public Node stat(Caller who, Ref ref) {
        return switch (ref) {
            case Ref.ByPath byPath -> at(byPath.path());
            case Ref.ById byId -> at(start(byId).resolve(byId.path()));
        };
    }

    private Node at(RelPath path) {
        Node node = nodes.get(path);
        if (node == null) {
            throw new NotFound("there is nothing at /" + path);
        }
        return node;
    }

    /** Where the path of a reference by id starts. A space that is not ours has none of our nodes. */
    private RelPath start(Ref.ById ref) {
        return nodes.values().stream()
                .filter(node -> node.id().equals(ref.id()) && ref.space().orElse(SPACE).equals(SPACE))
                .map(Node::path)
                .findFirst()
                .orElseThrow(() -> new NotFound("there is no node " + ref.id()));
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) {
        if (spec.after().isPresent()) {
            throw new Unsupported("listings of this storage cannot go on behind a name");
        }
        Node parent = stat(who, folder);
        if (!parent.isFolder()) {
            throw new Conflict("/" + parent.path() + " is a file and has no children");
        }
        long left = spec.limit();
        for (Node node : nodes.values()) {
            if (node.parent().equals(Optional.of(parent.id())) && (left-- <= 0 || !sink.accept(node))) {
                return; // enough, or the receiver wants no more
            }
        }
    }

    @Override
    public Content open(Caller who, Ref ref, ReadSpec spec) {
        Node file = stat(who, ref);
        if (file.isFolder()) {
            throw new Conflict("/" + file.path() + " is a folder and has no content");
        }
        ReadSpec.Span span = spec.selection().of(file);
        InputStream part = new ByteArrayInputStream(content, (int) span.offset(), (int) span.length());
        return Content.stream(file, part, span.offset(), span.length());
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) {
        throw readOnly();
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) {
        throw readOnly();
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) {
        throw readOnly();
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) {
        throw readOnly();
    }

    private static Unsupported readOnly() {
        return new Unsupported("this storage can only be read");
    }

    @Override
    public Quota quota(Caller who, Ref ref) {
        return Quota.unknown();
    }

    @Override
    public void close() {}
}
