package @package@;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * All files and folders at one moment. It never changes: a change makes another.
 *
 * @param entries by path
 */
record @Class@Tree(Map<String, Entry> entries) {

    static final SpaceId SPACE = new SpaceId("@name@");

    /** A file with what it holds, or a folder. */
    record Entry(Node node, byte[] content) {}

    /** The root alone. */
    static @Class@Tree empty(Instant now) {
        Node root = Node.builder(SPACE, new NodeId("root"), Kind.FOLDER, RelPath.root())
                .etag(fresh())
                .mtime(now)
                .build();
        return new @Class@Tree(Map.of("", new Entry(root, new byte[0])));
    }

    /** An id or an etag that never was before. */
    static String fresh() {
        return UUID.randomUUID().toString();
    }

    /** The path that a reference means, whether there is something or not. */
    RelPath path(Ref ref) {
        return switch (ref) {
            case Ref.ByPath byPath -> byPath.path();
            case Ref.ById byId -> start(byId).resolve(byId.path());
        };
    }

    /** Where the path of a reference by id starts. A space that is not ours has none of our nodes. */
    private RelPath start(Ref.ById ref) {
        return entries.values().stream()
                .map(Entry::node)
                .filter(node -> node.id().equals(ref.id()) && ref.space().orElse(SPACE).equals(SPACE))
                .map(Node::path)
                .findFirst()
                .orElseThrow(() -> new NotFound("there is no node " + ref.id()));
    }

    Entry entry(Ref ref) {
        RelPath path = path(ref);
        Entry entry = entries.get(path.toString());
        if (entry == null) {
            throw new NotFound("there is nothing at /" + path);
        }
        return entry;
    }

    long bytes() {
        return entries.values().stream().mapToLong(entry -> entry.content().length).sum();
    }

    /** The same with one more entry, or another in its place. */
    @Class@Tree with(Node node, byte[] content) {
        Map<String, Entry> changed = new TreeMap<>(entries);
        changed.put(node.path().toString(), new Entry(node, content));
        return new @Class@Tree(changed);
    }

    /** The same without a node and all below it. */
    @Class@Tree without(RelPath path) {
        Map<String, Entry> changed = new TreeMap<>(entries);
        changed.values().removeIf(entry -> entry.node().path().startsWith(path));
        return new @Class@Tree(changed);
    }

    /** The same with a node and all below it elsewhere; they keep ids and etags. */
    @Class@Tree moved(RelPath from, RelPath to, NodeId folder) {
        Map<String, Entry> changed = new TreeMap<>(without(from).without(to).entries());
        for (Entry entry : entries.values()) {
            Node node = entry.node();
            if (node.path().startsWith(from)) {
                RelPath path = to.resolve(node.path().relativeTo(from));
                Node.Builder moved = node.toBuilder(node.id(), path);
                changed.put(
                        path.toString(),
                        new Entry((path.equals(to) ? moved.parent(folder) : moved).build(), entry.content()));
            }
        }
        return new @Class@Tree(changed);
    }
}
