/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

/**
 * How a file is opened.
 *
 * @param selection called once, with the node that was really opened, before any byte is read; it says which part is
 *     wanted. What it throws is the caller's answer (a lost precondition, an unchanged file): the driver releases what
 *     it opened and lets it pass.
 */
public record ReadSpec(Selection selection) {

    /** The whole file. */
    public static ReadSpec whole() {
        return new ReadSpec(node -> new Span(0, node.size()));
    }

    /** Chooses the part of an opened file. */
    @FunctionalInterface
    public interface Selection {
        Span of(Node opened);
    }

    /**
     * A part that lies within the file.
     *
     * @param offset the first byte, 0 or more
     * @param length how many bytes, 0 or more
     */
    public record Span(long offset, long length) {}
}
