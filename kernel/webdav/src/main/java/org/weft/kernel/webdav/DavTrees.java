/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.util.List;
import java.util.Optional;
import org.weft.kernel.http.AuthenticatedUser;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.spaces.SpaceView;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * The trees that are reachable: one's own home under two names, spaces by id, and the whole tree as the caller sees it;
 * each with and without {@code /remote.php}.
 */
final class DavTrees {

    static final List<String> ROOTS = List.of("/remote.php/webdav", "/webdav", "/remote.php/dav", "/dav");

    static final Target HOME = Target.path(RelPath.parse("home"));
    private static final Target TREE = Target.path(RelPath.root());

    private DavTrees() {}

    /** What a path leads to: a resource, or one of the folders above the trees. */
    sealed interface Place permits InTree, Above, Bin, Meta, Spaces, Chunks, Resumed {}

    /** A resource in a tree. */
    record InTree(DavPath address) implements Place {}

    /**
     * A trash, or something in it.
     *
     * @param base the decoded path of the trash, without a slash at its end
     * @param tree whose trash
     * @param key the item; empty for the whole trash
     * @param below a path in the item
     */
    record Bin(String base, Target tree, Optional<String> key, RelPath below) implements Place {}

    /**
     * What is told of a file besides itself.
     *
     * @param base the decoded path of the file's entry, without a slash at its end
     * @param file the file
     * @param kind what is named
     * @param version the key of an earlier content; empty unless one is named
     */
    record Meta(String base, ResourceId file, Kind kind, String version) implements Place {

        /** What can be named. */
        enum Kind {
            FILE,
            VERSIONS,
            VERSION
        }
    }

    /**
     * The uploads that a user sends in chunks, one of them, or a chunk of it.
     *
     * @param base the decoded path of the user's uploads, without a slash at its end
     * @param upload the name of one; empty for all
     * @param chunk a name in it; empty for the whole
     */
    record Chunks(String base, String upload, String chunk) implements Place {}

    /** An upload that goes on by TUS. */
    record Resumed(String id) implements Place {}

    /**
     * A folder above the trees, which only leads to them.
     *
     * @param path decoded, without a slash at its end
     * @param children the names of what is below
     */
    record Above(String path, List<String> children) implements Place {}

    /**
     * The folder that shows the spaces a caller is in, each by its id.
     *
     * @param path decoded, without a slash at its end
     */
    record Spaces(String path) implements Place {

        /** The top of one of them: what was received has the id of its share. */
        DavPath address(SpaceView space) {
            ResourceId id = space.id();
            String text = space.kind().isReceived() ? id.toString() : id.storage() + '$' + id.space();
            return new DavPath(path + '/' + text, DavTrees.space(text), RelPath.root(), true);
        }
    }

    /**
     * Finds the place of a decoded path.
     *
     * @throws NotFound when the path is in none of the trees, or in another user's
     */
    static Place find(String path, AuthenticatedUser visitor) {
        String root = ROOTS.stream().filter(r -> isBelow(path, r)).findFirst().orElse("");
        String below = path.substring(root.length());
        if (root.endsWith("/webdav")) {
            return tree(root, HOME, below);
        }
        return root.isEmpty() ? above(path) : dav(root, below, visitor);
    }

    private static boolean isBelow(String path, String root) {
        return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }

    private static Place above(String path) {
        return switch (path) {
            case "", "/" -> new Above("", List.of("remote.php"));
            case "/remote.php", "/remote.php/" -> new Above("/remote.php", List.of("dav", "webdav"));
            default -> throw new NotFound("there is nothing at this path");
        };
    }

    private static Place dav(String root, String below, AuthenticatedUser visitor) {
        String user = visitor.user().username();
        String[] names = below.split("/", 4);
        String kind = names.length > 1 ? names[1] : "";
        Optional<String> second = names.length > 2 && !names[2].isEmpty() ? Optional.of(names[2]) : Optional.empty();
        return switch (kind) {
            case "" -> new Above(root, List.of("files", "spaces", "trash-bin", "tree"));
            case "trash-bin" ->
                second.isEmpty()
                        ? new Above(root + "/trash-bin", List.of(user))
                        : ownBin(root, below, second.get(), visitor);
            case "meta" -> meta(root, names, second);
            case "uploads" ->
                second.isEmpty() ? new Above(root + "/uploads", List.of(user)) : chunks(root, below, visitor);
            case "tus" -> new Resumed(second.orElseThrow(() -> new NotFound("name an upload by its id")));
            case "tree" -> tree(root + "/tree", TREE, below.substring(5));
            case "files" ->
                second.isEmpty()
                        ? new Above(root + "/files", List.of(user))
                        : files(root, below, second.get(), visitor);
            case "spaces" ->
                second.isEmpty()
                        ? new Spaces(root + "/spaces")
                        : second.get().equals("trash-bin") ? spaceBin(root, below) : space(root, below, second.get());
            default -> throw new NotFound("there is nothing at this path");
        };
    }

    private static Place ownBin(String root, String below, String user, AuthenticatedUser visitor) {
        requireOwn(user, visitor);
        String base = "/trash-bin/" + user;
        return bin(root + base, HOME, below.substring(base.length()));
    }

    private static Place spaceBin(String root, String below) {
        String[] names = below.split("/", 5);
        if (names.length < 4 || names[3].isEmpty()) {
            throw new NotFound("name the space whose trash you want");
        }
        String base = "/spaces/trash-bin/" + names[3];
        return bin(root + base, space(names[3]), below.substring(base.length()));
    }

    private static Bin bin(String base, Target tree, String below) {
        RelPath path = RelPath.parse(below);
        if (path.isRoot()) {
            return new Bin(base, tree, Optional.empty(), path);
        }
        String key = path.names().getFirst();
        return new Bin(base, tree, Optional.of(key), path.relativeTo(RelPath.parse(key)));
    }

    private static Place meta(String root, String[] names, Optional<String> id) {
        ResourceId file = ResourceId.parse(id.orElseThrow(() -> new NotFound("name a file by its id")));
        String base = root + "/meta/" + names[2];
        String rest = names.length > 3 ? names[3] : "";
        if (rest.isEmpty()) {
            return new Meta(base, file, Meta.Kind.FILE, "");
        }
        if (rest.equals("v") || rest.equals("v/")) {
            return new Meta(base, file, Meta.Kind.VERSIONS, "");
        }
        if (!rest.startsWith("v/") || rest.indexOf('/', 2) >= 0) {
            throw new NotFound("there is nothing at this path");
        }
        return new Meta(base, file, Meta.Kind.VERSION, rest.substring(2));
    }

    private static Place chunks(String root, String below, AuthenticatedUser visitor) {
        String[] names = below.split("/", -1);
        requireOwn(names[2], visitor);
        int last = names[names.length - 1].isEmpty() ? names.length - 1 : names.length;
        if (last > 5) {
            throw new NotFound("there is nothing at this path");
        }
        return new Chunks(root + "/uploads/" + names[2], last > 3 ? names[3] : "", last > 4 ? names[4] : "");
    }

    private static void requireOwn(String user, AuthenticatedUser visitor) {
        if (!user.equals(visitor.user().username())
                && !user.equals(visitor.user().id().opaque())) {
            throw new NotFound("there is no such resource, or you may not see it");
        }
    }

    private static Place files(String root, String below, String user, AuthenticatedUser visitor) {
        requireOwn(user, visitor);
        String base = "/files/" + user;
        return tree(root + base, HOME, below.substring(base.length()));
    }

    private static Place space(String root, String below, String id) {
        String base = "/spaces/" + id;
        return tree(root + base, space(id), below.substring(base.length()));
    }

    private static Target space(String id) {
        if (id.indexOf('!') >= 0) {
            return Target.id(ResourceId.parse(id));
        }
        int dollar = id.indexOf('$');
        if (dollar <= 0) {
            throw new InvalidArgument("a space is addressed as storage$space");
        }
        return new Target.InSpace(id.substring(0, dollar), new SpaceId(id.substring(dollar + 1)), RelPath.root());
    }

    private static InTree tree(String base, Target top, String below) {
        return new InTree(new DavPath(base, top, RelPath.parse(below), below.endsWith("/")));
    }
}
