/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.examples.hello;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
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
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;

/** Text files that exist in memory only. The tree never changes, so the driver needs no lock. */
final class HelloDriver implements StorageDriver {

    private static final SpaceId SPACE = new SpaceId("hello");

    /** All nodes from the top down, in the order in which they are listed. */
    private final Map<RelPath, Node> nodes = new LinkedHashMap<>();

    private final Map<NodeId, byte[]> contents = new LinkedHashMap<>();

    HelloDriver(String greeting, Instant now) {
        add("", "root", now, null);
        add("hello.txt", "hello", now, greeting + "\n");
        add("more", "more", now, null);
        add("more/loud.txt", "loud", now, greeting + "!\n");
        add("more/thrice.txt", "thrice", now, (greeting + "\n").repeat(3));
    }

    private void add(String path, String id, Instant now, @Nullable String text) {
        RelPath at = RelPath.parse(path);
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        Node.Builder node = Node.builder(SPACE, new NodeId(id), text == null ? Kind.FOLDER : Kind.FILE, at)
                .size(bytes.length)
                .etag(id + "-" + now.toEpochMilli()) // another start may bring another greeting
                .mtime(now)
                .rights(Rights.read());
        if (!at.isRoot()) {
            node.parent(resolve(at.parent()).id());
        }
        nodes.put(at, node.build());
        contents.put(new NodeId(id), bytes);
    }

    @Override
    public Traits traits() {
        return Traits.of(
                Trait.READ_ONLY,
                Trait.CASE_SENSITIVE,
                Trait.STABLE_IDS,
                Trait.STRONG_ETAG,
                Trait.NATIVE_RANGE,
                Trait.RESUMABLE_LIST);
    }

    @Override
    public Node stat(Caller who, Ref ref) {
        return switch (ref) {
            case Ref.ByPath byPath -> resolve(byPath.path());
            case Ref.ById byId -> resolve(byId(byId).path().resolve(byId.path()));
        };
    }

    private Node resolve(RelPath path) {
        Node node = nodes.get(path);
        if (node == null) {
            throw new WeftException.NotFound("there is no /" + path);
        }
        return node;
    }

    /** Where the path of a reference by id starts. A space that is not ours has none of our nodes. */
    private Node byId(Ref.ById ref) {
        return nodes.values().stream()
                .filter(node ->
                        node.id().equals(ref.id()) && ref.space().orElse(SPACE).equals(SPACE))
                .findFirst()
                .orElseThrow(() -> new WeftException.NotFound("there is no node " + ref.id()));
    }

    @Override
    public void list(Caller who, Ref ref, ListSpec spec, Sink<Node> sink) {
        Node folder = stat(who, ref);
        if (!folder.isFolder()) {
            throw new WeftException.Conflict("/" + folder.path() + " is a file and has no children");
        }
        boolean reached = spec.after().isEmpty();
        long left = spec.limit();
        for (Node node : nodes.values()) {
            if (!node.parent().equals(Optional.of(folder.id()))) {
                continue;
            }
            if (reached && (left-- <= 0 || !sink.accept(node))) {
                return; // enough, or the receiver wants no more
            }
            reached |= spec.after().equals(Optional.of(node.name()));
        }
    }

    @Override
    public Content open(Caller who, Ref ref, ReadSpec spec) {
        Node file = stat(who, ref);
        if (file.isFolder()) {
            throw new WeftException.Conflict("/" + file.path() + " is a folder and has no content");
        }
        ReadSpec.Span span = spec.selection().of(file);
        byte[] bytes = contents.getOrDefault(file.id(), new byte[0]);
        InputStream part = new ByteArrayInputStream(bytes, (int) span.offset(), (int) span.length());
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

    private static WeftException readOnly() {
        return new WeftException.Unsupported("this storage can only be read");
    }

    @Override
    public Quota quota(Caller who, Ref ref) {
        return Quota.unknown();
    }

    @Override
    public void close() {}
}
