/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.remote;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.remote.Places.At;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Node;

/** Looks what is at a place at another server. Thread-safe. */
final class Finding {

    private final DavCalls calls;

    Finding(DavCalls calls) {
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
        String[] other = {""};
        try {
            calls.propFind(at.remote(), at.url(false), 0, Nodes.ASKED, response -> {
                if (at.shownAs(response.href())
                        .flatMap(shown -> shown.below(response.href()))
                        .filter(at.below()::equals)
                        .isPresent()) {
                    found[0] = node(at, response);
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
        return found[0];
    }

    /** A server that knows no PROPFIND may still send the one file that is shared, and tell of it as of any page. */
    private Node file(At at, Unsupported noProperties) throws IOException {
        if (!at.below().isRoot()) {
            throw noProperties;
        }
        return Nodes.file(
                        calls.head(at.remote(), at.url(false)),
                        at.space(),
                        at.path(),
                        at.remote().rights())
                .orElseThrow(() -> noProperties);
    }

    /** What an answer tells of a place. */
    static Node node(At at, Multistatus.Response response) {
        return Nodes.of(response, at.space(), at.path(), at.remote().rights());
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

    /** The first name like this one that is not taken. */
    At free(At taken) throws IOException {
        String name = taken.below().name();
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        for (int i = 1; ; i++) {
            At next = taken.parent().child(stem + " (" + i + ")" + name.substring(stem.length()));
            if (find(next) == null) {
                return next;
            }
        }
    }
}
