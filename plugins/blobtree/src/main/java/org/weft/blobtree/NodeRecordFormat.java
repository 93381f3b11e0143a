/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.NodeRecord.Companion;
import org.weft.blobtree.NodeRow.ContentRow;
import org.weft.blobtree.NodeRow.VersionRow;

/**
 * The form of a record: lines of a word, a blank and values that are divided by blanks. In values, everything but visible
 * ASCII is written as {@code %XX}, and a lone {@code %} stands for a value that is not there. Words that a reader does not
 * know it passes over, so that a newer version may add some.
 */
final class NodeRecordFormat {

    private static final String FIRST = "weft-node 1";
    private static final List<String> STATES = List.of("live", "trashed", "gone", "building");
    private static final List<String> SPACES = List.of("rest", "personal", "project");

    private NodeRecordFormat() {}

    static byte[] write(NodeRecord record) {
        NodeRow row = record.row();
        StringBuilder text = new StringBuilder(256).append(FIRST).append('\n');
        line(text, "node", row.id(), row.isFolder() ? "folder" : "file", STATES.get(row.state()));
        line(text, "revision", row.revision(), row.stamp(), row.changed());
        line(text, "place", row.parent(), row.name());
        line(text, "mtime", row.mtime());
        if (row.blob() != null) {
            content(text, "content", null, row.content());
        }
        for (VersionRow version : record.versions()) {
            content(text, "version", version.number(), version.content());
        }
        record.space()
                .ifPresent(space -> line(
                        text,
                        "space",
                        SPACES.get(space.kind()),
                        space.name(),
                        space.idp(),
                        space.opaque(),
                        space.type(),
                        space.quota()));
        record.trashed()
                .ifPresent(
                        trash -> line(text, "trashed", trash.space(), trash.item(), trash.deleted(), trash.origin()));
        for (Companion other : record.with()) {
            line(text, "with", other.node(), other.revision());
        }
        return text.append("end\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void content(StringBuilder text, String word, @Nullable Long number, ContentRow content) {
        if (number == null) {
            line(
                    text,
                    word,
                    content.blob(),
                    content.size(),
                    content.etag(),
                    content.mtime(),
                    content.checksums(),
                    content.media());
        } else {
            line(
                    text,
                    word,
                    number,
                    content.blob(),
                    content.size(),
                    content.etag(),
                    content.mtime(),
                    content.checksums(),
                    content.media());
        }
    }

    private static void line(StringBuilder text, String word, @Nullable Object... values) {
        text.append(word);
        for (Object value : values) {
            text.append(' ');
            if (value == null) {
                text.append('%');
            } else {
                escape(text, value.toString());
            }
        }
        text.append('\n');
    }

    private static void escape(StringBuilder text, String value) {
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 127 && b != '%') {
                text.append((char) b);
            } else {
                text.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
    }

    /**
     * Reads a record.
     *
     * @throws IOException when it is none, or not whole
     */
    static NodeRecord read(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!text.startsWith(FIRST + "\n") || !text.endsWith("\nend\n")) {
            throw new IOException("it is no node record of a form that this version knows, or not whole");
        }
        Map<String, List<Fields>> lines = new HashMap<>();
        for (String line : text.split("\n")) {
            Fields fields = new Fields(line.split(" ", -1));
            lines.computeIfAbsent(fields.values()[0], word -> new ArrayList<>()).add(fields);
        }
        try {
            return record(lines);
        } catch (NumberFormatException | IndexOutOfBoundsException | NullPointerException broken) {
            throw new IOException("the node record is broken: " + broken.getMessage(), broken);
        }
    }

    /** A line's words. */
    private record Fields(String[] values) {

        @Nullable
        String optional(int at) {
            String value = values[at];
            return value.equals("%") ? null : unescape(value);
        }

        String text(int at) {
            String value = optional(at);
            if (value == null) {
                throw new IndexOutOfBoundsException("the line " + values[0] + " lacks a value");
            }
            return value;
        }

        long number(int at) {
            return Long.parseLong(text(at));
        }
    }

    private static String unescape(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        byte[] bytes = new byte[value.length()];
        int length = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) Integer.parseInt(value, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static Fields one(Map<String, List<Fields>> lines, String word) {
        List<Fields> found = lines.getOrDefault(word, List.of());
        if (found.size() != 1) {
            throw new IndexOutOfBoundsException("there is no line " + word);
        }
        return found.getFirst();
    }

    private static NodeRecord record(Map<String, List<Fields>> lines) throws IOException {
        Fields node = one(lines, "node");
        Fields revision = one(lines, "revision");
        Fields place = one(lines, "place");
        boolean folder = node.text(2).equals("folder");
        int state = STATES.indexOf(node.text(3));
        if (state < 0) {
            throw new IOException("a node record has the unknown state " + node.text(3));
        }
        Optional<ContentRow> content =
                lines.getOrDefault("content", List.of()).stream().findFirst().map(fields -> content(fields, 1));
        String id = node.text(1);
        List<VersionRow> versions = lines.getOrDefault("version", List.of()).stream()
                .map(fields -> new VersionRow(fields.number(1), content(fields, 2)))
                .toList();
        long held = content.map(ContentRow::size).orElse(0L);
        for (VersionRow version : versions) {
            held += version.content().size();
        }
        List<Fields> space = lines.getOrDefault("space", List.of());
        List<Fields> trashed = lines.getOrDefault("trashed", List.of());
        NodeRow row = new NodeRow(
                id,
                place.optional(1),
                place.text(2),
                folder,
                state,
                !space.isEmpty(),
                content.map(ContentRow::size).orElse(0L),
                held,
                content.map(ContentRow::etag).orElse(revision.text(2)),
                content.map(ContentRow::mtime).orElse(one(lines, "mtime").number(1)),
                revision.number(3),
                revision.number(1),
                revision.text(2),
                content.map(ContentRow::blob).orElse(null),
                content.map(ContentRow::checksums).orElse(""),
                content.map(ContentRow::media).orElse(null));
        return new NodeRecord(
                row,
                versions,
                space.stream().findFirst().map(fields -> space(id, fields)),
                trashed.stream()
                        .findFirst()
                        .map(fields -> new TrashRow(fields.text(1), fields.text(2), fields.number(3), fields.text(4))),
                lines.getOrDefault("with", List.of()).stream()
                        .map(fields -> new Companion(fields.text(1), fields.number(2)))
                        .toList());
    }

    private static ContentRow content(Fields fields, int at) {
        return new ContentRow(
                fields.text(at),
                fields.number(at + 1),
                fields.text(at + 2),
                fields.number(at + 3),
                fields.text(at + 4),
                fields.optional(at + 5));
    }

    private static SpaceRow space(String id, Fields fields) {
        int kind = SPACES.indexOf(fields.text(1));
        if (kind < 0) {
            throw new IndexOutOfBoundsException("unknown kind of space " + fields.text(1));
        }
        String quota = fields.optional(6);
        return new SpaceRow(
                id,
                kind,
                fields.text(2),
                fields.optional(3),
                fields.optional(4),
                fields.optional(5),
                quota == null ? null : Long.valueOf(quota));
    }
}
