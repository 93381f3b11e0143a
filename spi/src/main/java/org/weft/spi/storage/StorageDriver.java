/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.Driver;
import org.weft.spi.Sink;

/**
 * A storage. The package documentation holds the rules for names, identity, failure and concurrency that every method
 * keeps.
 *
 * <p>Common failures: {@code NotFound} when the target, or what leads to it, is missing; {@code NotFound.parent} when
 * the folder for a new node is missing; {@code Conflict} when a file is where a folder is needed or the other way round;
 * {@code InvalidArgument} for a name that the backend can't hold; {@code Forbidden} where the backend enforces rights.
 *
 * <p>This interface stays at eight methods. A new need is a new ability object.
 */
public interface StorageDriver extends Driver {

    /** What is true of this instance; constant once started. */
    Traits traits();

    /** One node. */
    Node stat(Caller who, Ref ref) throws IOException;

    /**
     * Pushes a folder's children, in an order that stays the same while nothing changes. A child that vanishes
     * meanwhile is left out. Memory does not grow with the folder.
     *
     * @throws org.weft.spi.WeftException.Conflict when it is no folder
     */
    void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) throws IOException;

    /**
     * Opens a file.
     *
     * @throws org.weft.spi.WeftException.Conflict when it is a folder
     */
    Content open(Caller who, Ref file, ReadSpec spec) throws IOException;

    /**
     * Writes a file; creates it, or gives it new content and keeps its id. The body is read until its end and not
     * closed. When reading it throws, nothing has changed and the exception passes on. The new content becomes visible
     * in one step, inside {@code spec.guard().attempt}.
     *
     * @return the node as stored: with the etag, size and mtime that the next stat will show
     * @throws org.weft.spi.WeftException.NoSpace when quota or disk don't suffice
     */
    Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException;

    /**
     * Makes a folder; not its parents.
     *
     * @throws org.weft.spi.WeftException.AlreadyExists when the name is taken, and always for the root
     */
    Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException;

    /** Deletes a node and all below it in one visible step; to the trash, where the driver has one, unless told otherwise. */
    void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException;

    /**
     * Moves a node within the instance and keeps all ids.
     *
     * @return the node at its new place
     * @throws org.weft.spi.WeftException.Conflict when the target lies below the source
     */
    Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException;

    /**
     * The room in the space that a node lies in. It may be asked for, as {@link #stat} may, by the thread that reads the body of a
     * {@link #put}: hold nothing meanwhile that these need.
     */
    Quota quota(Caller who, Ref ref) throws IOException;

    /** Earlier contents of files. */
    default Optional<Versions> versions() {
        return Optional.empty();
    }

    /** Deleted nodes that can come back. */
    default Optional<Trash> trash() {
        return Optional.empty();
    }

    /** Locks of the backend's own; the kernel keeps locks for a driver without. */
    default Optional<Locks> locks() {
        return Optional.empty();
    }

    /** Access rights of the backend's own; the kernel keeps grants for a driver without. */
    default Optional<Grants> grants() {
        return Optional.empty();
    }

    /** Dead properties of the backend's own; the kernel keeps them for a driver without. */
    default Optional<Properties> properties() {
        return Optional.empty();
    }

    /** Spaces that the tree is divided into; without, the whole of it is one. */
    default Optional<Spaces> spaces() {
        return Optional.empty();
    }

    /** Uploads in parts that the backend keeps; without, the kernel collects the parts. */
    default Optional<Uploads> uploads() {
        return Optional.empty();
    }

    /** Copies that the backend makes; without, the kernel streams. */
    default Optional<ServerCopy> copy() {
        return Optional.empty();
    }

    /** A feed of what changed. */
    default Optional<Changes> changes() {
        return Optional.empty();
    }

    /** Symbolic links that the backend keeps. */
    default Optional<Symlinks> symlinks() {
        return Optional.empty();
    }

    /** Times that can be set without writing content. */
    default Optional<Times> times() {
        return Optional.empty();
    }

    /** What an operator can have checked, rebuilt and tidied. */
    default Optional<Upkeep> upkeep() {
        return Optional.empty();
    }

    /** What the driver tries of its backend for an operator, beside what the server tries over this interface. */
    default Optional<Probe> probe() {
        return Optional.empty();
    }

    /** Where the tree keeps the storage's id. */
    default Optional<StoredId> storedId() {
        return Optional.empty();
    }
}
