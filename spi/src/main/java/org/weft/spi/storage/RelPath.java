/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.ArrayList;
import java.util.List;
import org.weft.spi.WeftException;

/**
 * A path below some folder that cannot leave it: zero or more names, none of them empty, {@code .} or {@code ..}, none
 * with a slash, backslash or NUL, all of them well-formed Unicode.
 */
public final class RelPath {

    private static final RelPath ROOT = new RelPath("");

    private final String path;

    private RelPath(String path) {
        this.path = path;
    }

    /** The folder itself. */
    public static RelPath root() {
        return ROOT;
    }

    /**
     * Reads a path as clients write it: leading, trailing and doubled slashes are passed over.
     *
     * @throws WeftException.InvalidArgument when a name is not allowed
     */
    public static RelPath parse(String text) {
        int length = text.length();
        if (length == 0 || length == 1 && text.charAt(0) == '/') {
            return ROOT;
        }
        StringBuilder canonical = new StringBuilder(length);
        int start = 0;
        while (start < length) {
            int end = text.indexOf('/', start);
            if (end < 0) {
                end = length;
            }
            if (end > start) {
                if (!canonical.isEmpty()) {
                    canonical.append('/');
                }
                requireName(text, start, end);
                canonical.append(text, start, end);
            }
            start = end + 1;
        }
        return canonical.isEmpty() ? ROOT : new RelPath(canonical.toString());
    }

    private static void requireName(String text, int start, int end) {
        if (text.charAt(start) == '.' && (end == start + 1 || end == start + 2 && text.charAt(start + 1) == '.')) {
            throw new WeftException.InvalidArgument("'.' and '..' are not allowed as names in a path");
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == 0 || c == '\\') {
                throw new WeftException.InvalidArgument(
                        "a name may not hold " + (c == 0 ? "a NUL character" : "a backslash"));
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new WeftException.InvalidArgument("a name is not well-formed Unicode");
                }
                i++;
            }
        }
    }

    /** This path with one more name. */
    public RelPath resolve(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new WeftException.InvalidArgument("a name is not empty and holds no slash");
        }
        requireName(name, 0, name.length());
        return new RelPath(path.isEmpty() ? name : path + '/' + name);
    }

    /** This path with all names of another below it. */
    public RelPath resolve(RelPath below) {
        if (below.path.isEmpty()) {
            return this;
        }
        return path.isEmpty() ? below : new RelPath(path + '/' + below.path);
    }

    /** The path without its last name; the root's parent is the root. */
    public RelPath parent() {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? ROOT : new RelPath(path.substring(0, slash));
    }

    /** The last name; empty for the root. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    public boolean isRoot() {
        return path.isEmpty();
    }

    /** The names from the top. */
    public List<String> names() {
        return path.isEmpty() ? List.of() : List.of(path.split("/"));
    }

    /** How many names. */
    public int depth() {
        if (path.isEmpty()) {
            return 0;
        }
        int depth = 1;
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '/') {
                depth++;
            }
        }
        return depth;
    }

    /** Whether this path is the other or lies below it, name by name: {@code a/bc} is not below {@code a/b}. */
    public boolean startsWith(RelPath other) {
        return other.path.isEmpty()
                || path.startsWith(other.path)
                        && (path.length() == other.path.length() || path.charAt(other.path.length()) == '/');
    }

    /**
     * What is left of this path below another.
     *
     * @throws IllegalArgumentException when this path does not lie below it
     */
    public RelPath relativeTo(RelPath top) {
        if (!startsWith(top)) {
            throw new IllegalArgumentException(this + " is not below " + top);
        }
        if (top.path.isEmpty()) {
            return this;
        }
        return path.length() == top.path.length() ? ROOT : new RelPath(path.substring(top.path.length() + 1));
    }

    /** The root and every folder on the way, from the top, without this path itself. */
    public List<RelPath> ancestors() {
        List<RelPath> ancestors = new ArrayList<>();
        if (!path.isEmpty()) {
            ancestors.add(ROOT);
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                ancestors.add(new RelPath(path.substring(0, slash)));
            }
        }
        return ancestors;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RelPath that && path.equals(that.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    /** The names joined by slashes, without one at either end. */
    @Override
    public String toString() {
        return path;
    }
}
