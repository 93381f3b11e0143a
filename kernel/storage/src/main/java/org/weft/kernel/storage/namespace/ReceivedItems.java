/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.Optional;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/**
 * What a caller has received and accepted, by the names under which it is shown: a port that the services of sharing fill.
 * Names are one segment, unique for a caller, and stay until the receiver changes them. Thread-safe.
 */
public interface ReceivedItems {

    /** The folder at the top of the tree that holds it; empty where nothing can be received. */
    Optional<RelPath> folder();

    /** The name of the folder in each home that holds it too; empty where homes show nothing of it. */
    Optional<String> atHome();

    /** Whether there is anything to show. Costs no question to anybody for one who never received anything. */
    boolean hasAny(Caller caller);

    /** Equal to another one as long as the caller is shown the same under the same names. */
    Object version(Caller caller);

    /** What the caller sees under this name. */
    Optional<Item> find(Caller caller, String name);

    /** What the caller sees of this share, under whatever name. */
    Optional<Item> of(Caller caller, ShareId share);

    /** Pushes what is shown, by name, from behind {@code after} on. Memory does not grow with the listing's receiver. */
    void list(Caller caller, Optional<String> after, Sink<Item> sink);

    /**
     * Gives something received another name.
     *
     * @throws org.weft.spi.WeftException.NotFound when nothing has the first name
     * @throws org.weft.spi.WeftException.AlreadyExists when something has the other one
     */
    void rename(Caller caller, String name, String other);

    /**
     * Takes something received from the caller's tree; nothing happens to it where it lies.
     *
     * @throws org.weft.spi.WeftException.NotFound when nothing has the name
     */
    void decline(Caller caller, String name);

    /**
     * Has something done that waits for another site: soon, and not by whoever asks now. For one site one thing is done at a
     * time; what comes meanwhile is left out, and can come again.
     */
    void soon(String host, Runnable work);

    /**
     * What is told of something of another site as long as nobody has seen it: that it is there, and not what it is like. Its id
     * is the one that it will have.
     */
    Node unseen(Elsewhere item);

    /** Something received. */
    sealed interface Item permits Local, Elsewhere {

        ShareId share();

        /** The name that the receiver sees. */
        String name();
    }

    /**
     * A resource of this site.
     *
     * @param at where it lies
     */
    record Local(ShareId share, String name, ResourceId at) implements Item {}

    /**
     * A resource of another site, which a storage of this one leads to.
     *
     * @param host the other site
     * @param storage the id of the mount that leads there
     * @param path where it begins within the storage
     * @param kind whether it is a file or a folder, as the share says
     * @param rights the most that the share gives
     */
    record Elsewhere(ShareId share, String name, String host, String storage, RelPath path, Kind kind, Rights rights)
            implements Item {}

    /** For a site where nothing can be received. */
    static ReceivedItems nothing() {
        return new NoReceivedItems();
    }
}
