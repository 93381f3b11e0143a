/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.http.PathCodec;
import org.weft.kernel.storage.access.ShareEntitlements;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.UserId;
import org.weft.spi.WeftException;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;

/**
 * The resource that properties are written of, and what is the same for all resources of one answer, found out once and
 * only when it is asked for. Reused from resource to resource; for one thread.
 */
final class PropertyContext {

    /** Who a user is; empty when nobody knows. */
    @FunctionalInterface
    interface Names {
        Optional<User> of(UserId id);
    }

    private final FileService files;
    private final DavRequest dav;
    private final Names names;
    private final Map<UserId, Optional<User>> users = new HashMap<>();
    private final Map<String, String> roots = new HashMap<>();
    private final Map<String, ShareEntitlements.OfSpace> shares = new HashMap<>();
    private final Map<RelPath, Optional<RelPath>> received = new HashMap<>();
    private @Nullable Quota quota;
    private @Nullable Abilities abilities;
    private @Nullable Resource resource;
    private boolean top;
    private boolean child;
    private @Nullable String title;
    private String href = "";

    PropertyContext(FileService files, DavRequest dav, Names names) {
        this.files = files;
        this.dav = dav;
        this.names = names;
        users.put(dav.visitor().user().id(), Optional.of(dav.visitor().user()));
    }

    /**
     * Turns to a resource.
     *
     * @param where its encoded path
     * @param isTop whether it is the top of the tree that the request is in
     */
    PropertyContext of(Resource next, String where, boolean isTop) {
        this.resource = next;
        this.href = where;
        this.top = isTop;
        this.child = false;
        return this;
    }

    Resource resource() {
        if (resource == null) {
            throw new IllegalStateException("no resource is at hand");
        }
        return resource;
    }

    boolean isFolder() {
        return resource().isFolder();
    }

    boolean isFile() {
        return !resource().isFolder();
    }

    boolean keepsLocks() {
        return abilities().locks();
    }

    boolean keepsTimes() {
        return abilities().times();
    }

    boolean isOwned() {
        return resource().owner().isPresent();
    }

    /** The owner's login name, or what else is known. */
    String ownerName() {
        return owner().map(User::username)
                .or(() -> resource().owner().map(UserId::opaque))
                .orElse("");
    }

    String ownerDisplayName() {
        return owner().map(User::displayName).filter(name -> !name.isEmpty()).orElseGet(this::ownerName);
    }

    boolean isTop() {
        return top;
    }

    /** The ways in which the resource itself is shared. */
    Set<ShareEntitlements.Kind> sharedAs() {
        ResourceId id = resource().id();
        String space = id.storage() + '$' + id.space();
        return shares.computeIfAbsent(space, unknown -> files.sharesIn(id))
                .kinds(id.node(), dav.caller().user(), resource().rights().has(Right.LIST_GRANTS));
    }

    /** Whether somebody shared it with the caller. */
    boolean isReceived() {
        return depthReceived() > 0;
    }

    /** Whether it is what somebody shared, and not something in it. */
    boolean isMountPoint() {
        return depthReceived() == 1;
    }

    /** How many folders below that of what was received it is: 1 for what was shared itself, 0 elsewhere. */
    private int depthReceived() {
        RelPath path = resource().path();
        if (path.isRoot() || !(dav.address().top() instanceof Target.ByPath)) {
            return 0;
        }
        return received.computeIfAbsent(path.parent(), above -> files.receivedFolder(dav.caller(), above))
                .map(folder -> path.depth() - folder.depth())
                .orElse(0);
    }

    /** Whether the request came by a public link. */
    boolean isLinked() {
        return dav.link().isPresent();
    }

    /** The link that the request came by. */
    LinkRoot link() {
        return dav.link().orElseThrow();
    }

    /** Who made the link, by login name. */
    String linkOwner() {
        UserId id = link().visit().link().owner();
        return users.computeIfAbsent(id, names::of).map(User::username).orElse(id.opaque());
    }

    /** The resource's URL. */
    String url() {
        return dav.exchange().site() + href();
    }

    /** Turns to a child of the folder whose encoded path, with its slash, is given. */
    PropertyContext ofChild(Resource next, String folder) {
        this.resource = next;
        this.href = folder;
        this.top = false;
        this.child = true;
        return this;
    }

    private String href() {
        if (!child) {
            return href;
        }
        String own = href + PathCodec.encode(resource().name());
        return isFolder() ? own + '/' : own;
    }

    /** Gives the top another name for people than that of its URL. */
    PropertyContext titled(String name) {
        this.title = name;
        return this;
    }

    /** The name for people. */
    String name() {
        if (top && title != null) {
            return title;
        }
        return top ? dav.address().name() : resource().name();
    }

    /** The room in the space of the request's resource. */
    Quota quota() {
        if (quota == null) {
            quota = findQuota();
        }
        return quota;
    }

    private Quota findQuota() {
        try {
            return files.quota(dav.caller(), dav.target());
        } catch (WeftException.Forbidden | WeftException.Unsupported untold) {
            return Quota.unknown();
        }
    }

    Abilities abilities() {
        if (abilities == null) {
            abilities = files.abilities(dav.caller(), dav.target());
        }
        return abilities;
    }

    private Optional<User> owner() {
        return resource().owner().flatMap(id -> users.computeIfAbsent(id, names::of));
    }

    /** Where a lock was set, as an encoded path in the request's tree. */
    String lockRoot(Lock lock) {
        return lock.node().equals(resource().node().id())
                ? href()
                : roots.computeIfAbsent(lock.id(), id -> findRoot(lock));
    }

    private String findRoot(Lock lock) {
        ResourceId here = resource().id();
        try {
            Target target = Target.id(new ResourceId(here.storage(), here.space(), lock.node()));
            Resource root = files.stat(dav.caller(), target, StatSpec.node());
            RelPath topPath = files.stat(dav.caller(), dav.address().top(), StatSpec.node())
                    .path();
            return new DavPath(
                            dav.address().base(),
                            dav.address().top(),
                            root.path().startsWith(topPath) ? root.path().relativeTo(topPath) : root.path(),
                            false)
                    .href(root.isFolder());
        } catch (WeftException gone) {
            return href();
        }
    }
}
