/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.weft.spi.Sink;
import org.weft.spi.Unstable;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.OnConflict;

/**
 * What an application's session may do: the only way from an app plugin back into the kernel. The session's mode and
 * the user's present rights say which of the methods work. Failures as the package documentation says.
 */
@Unstable("until a second provider is built on it")
public interface FileAccess {

    /**
     * The file's or folder's id across the site: the same for every user, and after it was changed, renamed or moved within
     * its storage; 40 characters of {@code 0-9a-f}.
     */
    String id();

    /**
     * The session's id, which is no secret. It tells visitors of one public link apart, who have one and the same
     * {@link #user}; a kernel before it had such visitors tells the user's id.
     */
    default String session() {
        return user().id().opaque();
    }

    /** Whose session it is. */
    User user();

    /** The most that the session may do. */
    ViewMode mode();

    /** When the session ends. */
    Instant expires();

    /**
     * The file or folder as it is now; its rights are what the user may do with it, within the mode, and its owner is that
     * of its space where the storage knows none.
     */
    Node stat() throws IOException;

    /** Opens the content. The receiver closes it. */
    Content open() throws IOException;

    /**
     * Gives the file new content, all of it or nothing, with lock and precondition judged at commit.
     *
     * @param body read to its end, not closed
     * @return the file as stored
     * @throws org.weft.spi.WeftException.Locked when a lock that {@code write} does not name protects it
     * @throws org.weft.spi.WeftException.PreconditionFailed when the lock named in {@code write} is not there, or its
     *     precondition does not hold
     */
    Node put(InputStream body, Write write) throws IOException;

    /**
     * Makes a file in the same folder, with content.
     *
     * @param name one path segment
     * @param onConflict what to do when the name is taken
     * @return the access to the new file, within the same session
     */
    FileAccess createBeside(String name, OnConflict onConflict, InputStream body, Write write) throws IOException;

    /** Makes a file in this folder; otherwise as {@link #createBeside}. */
    FileAccess createChild(String name, OnConflict onConflict, InputStream body, Write write) throws IOException;

    /** Makes a folder in this folder. */
    FileAccess createFolder(String name, OnConflict onConflict) throws IOException;

    /**
     * Renames within the folder; the id stays.
     *
     * @param write the lock and precondition to hold; its length means nothing here
     */
    Node rename(String name, Write write) throws IOException;

    /** Deletes, to the trash where there is one. */
    void delete(Write write) throws IOException;

    /** The folder it lies in; empty when the user may not see that. */
    Optional<FileAccess> parent() throws IOException;

    /** Pushes the children of a folder. */
    void children(Sink<Node> sink) throws IOException;

    /**
     * A child of this folder.
     *
     * @throws org.weft.spi.WeftException.NotFound when no child has this id
     */
    FileAccess child(NodeId id) throws IOException;

    /** The lock that protects the file now. */
    Optional<Lock> currentLock() throws IOException;

    /**
     * Locks the file for writing, in the one table that WebDAV and CS3 use too.
     *
     * @param id kept byte for byte, 1 to 1024 characters
     * @throws org.weft.spi.WeftException.Locked when another lock excludes it
     */
    Lock lock(String id, Duration time) throws IOException;

    /**
     * Replaces the lock {@code expected} by one with the id {@code next}, which may be the same, in one step.
     *
     * @throws org.weft.spi.WeftException.PreconditionFailed when {@code expected} is not there
     */
    Lock refreshLock(String expected, String next, Duration time) throws IOException;

    /**
     * Ends a lock.
     *
     * @throws org.weft.spi.WeftException.PreconditionFailed when it is not there
     */
    void unlock(String id) throws IOException;

    /**
     * A token of the same session for this file: what an application needs to open one that it just made, or found below a
     * folder. It ends with the session, and costs nothing to make.
     */
    Session newSession() throws IOException;

    /**
     * A URL that people can pass on: of the page that opens the file in an application, for whoever has a right to it. It
     * gives no right.
     *
     * @return empty for a visitor without an account
     */
    Optional<URI> shareUrl(ViewMode mode) throws IOException;

    /** What the application keeps for the user, under a key of its own: 1 to 64 characters. */
    Optional<String> preference(String key) throws IOException;

    /**
     * Keeps something for the user; needs no right on the file.
     *
     * @param value at most 4096 characters
     */
    void setPreference(String key, String value) throws IOException;

    /**
     * A session's token and end.
     *
     * @param token a secret
     * @param expires when the session ends
     */
    record Session(String token, Instant expires) {
        /** Never shows the token. */
        @Override
        public String toString() {
            return "session until " + expires;
        }
    }
}
