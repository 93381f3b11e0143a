/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.ocm.remote.RemoteLocations.At;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.write.FreeName;

/** Looks what is at a place at another server. Thread-safe. */
final class RemoteStat {

    private final DavClient calls;

    RemoteStat(DavClient calls) {
        this.calls = calls;
    }

    /** @throws NotFound when nothing is there */
    Node stat(At at) throws IOException {
        Node found = find(at);
        if (found == null) {
            throw new NotFound(
                    "there is no such resource at " + at.remote().root().getHost());
        }
        return found;
    }

    /** What is there; null when nothing is. */
    @Nullable
    Node find(At at) throws IOException {
        Node[] found = new Node[1];
        boolean[] sizeless = new boolean[1];
        String[] other = {""};
        try {
            calls.propFind(at.remote(), at.url(false), 0, RemoteNodes.ASKED, response -> {
                if (at.shownAs(response.href())
                        .flatMap(shown -> shown.below(response.href()))
                        .filter(at.below()::equals)
                        .isPresent()) {
                    found[0] = node(at, response);
                    sizeless[0] = !RemoteNodes.tellsSize(response);
                } else if (other[0].isEmpty()) {
                    other[0] = response.href();
                }
                return found[0] == null;
            });
            if (found[0] == null && !other[0].isEmpty() && at.below().isRoot()) {
                String shown =
                        other[0].substring(0, Math.min(100, other[0].length())).replaceAll("[^!-~]", "?");
                throw new Unavailable("the server " + at.remote().root().getHost() + " was asked for "
                        + at.url(false).getRawPath() + " and told of " + shown);
            }
        } catch (NotFound nothing) {
            if (at.below().isRoot()) {
                throw nothing;
            }
        } catch (Unsupported noProperties) {
            return file(at, noProperties);
        }
        return sizeless[0] ? measured(at, found[0]) : found[0];
    }

    /** A file whose properties don't tell its size: the answer to HEAD does, or what would be read is not known to be whole. */
    private Node measured(At at, Node node) throws IOException {
        OptionalLong length = RemoteNodes.length(calls.head(at.remote(), at.url(false)));
        if (length.isEmpty()) {
            throw new Unavailable("the server " + at.remote().root().getHost() + " does not tell how long the file is");
        }
        return node.toBuilder().size(length.getAsLong()).build();
    }

    /** A server that knows no PROPFIND may still send the one file that is shared, and tell of it as of any page. */
    private Node file(At at, Unsupported noProperties) throws IOException {
        if (!at.below().isRoot()) {
            throw noProperties;
        }
        return RemoteNodes.file(
                        calls.head(at.remote(), at.url(false)),
                        at.space(),
                        at.path(),
                        at.remote().rights())
                .orElseThrow(() -> noProperties);
    }

    /** What an answer tells of a place. */
    static Node node(At at, MultistatusReader.Response response) {
        return RemoteNodes.of(response, at.space(), at.path(), at.remote().rights());
    }

    /** The folder that a place lies in. */
    Node parent(At at) throws IOException {
        if (at.below().isRoot()) {
            throw NotFound.parent("there is nothing at /" + at.path() + " any more");
        }
        Node parent = find(at.parent());
        if (parent == null) {
            throw NotFound.parent("the folder /" + at.path().parent() + " does not exist");
        }
        if (!parent.isFolder()) {
            throw new Conflict("/" + parent.path() + " is no folder");
        }
        return parent;
    }

    /**
     * The place beside this one whose name is like it and not taken.
     *
     * @param fits whether a name is short enough
     */
    At free(At taken, Predicate<String> fits) throws IOException {
        String wanted = taken.below().name();
        At folder = taken.parent();
        FreeName name = FreeName.of(wanted, OnConflict.RENAME, fits);
        return folder.child(
                name.choose(candidate -> candidate.equals(wanted) || find(folder.child(candidate)) != null));
    }
}
