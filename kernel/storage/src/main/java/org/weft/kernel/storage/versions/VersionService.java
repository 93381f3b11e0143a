/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.versions;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.commit.ChangeKind;
import org.weft.kernel.storage.commit.CommitGuard;
import org.weft.kernel.storage.copy.TreeCopier;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Versions;
import org.weft.spi.storage.Versions.Version;

/** Earlier contents of files, for every protocol. Thread-safe. */
public final class VersionService {

    private final FileService files;

    public VersionService(FileService files) {
        this.files = files;
    }

    /**
     * Pushes the earlier contents of a file, newest first; the present one is not among them.
     *
     * @return the file
     * @throws Unsupported where the storage has no versions
     * @throws Conflict for a folder
     */
    public Resource list(Caller caller, Target file, Sink<Version> sink) {
        Location location = files.placeOf(caller, file);
        return location.run(driver -> {
            Versions versions = versions(location, driver);
            Resource resource = file(location, driver.stat(caller, location.ref()), Right.LIST_VERSIONS);
            versions.list(caller, location.ref(), sink);
            return resource;
        });
    }

    /**
     * Opens an earlier content: the resource is the file, with the version's size, etag and mtime.
     *
     * @param key names the version
     */
    public OpenFile open(Caller caller, Target file, String key, FileService.Selection selection) {
        Location location = files.placeOf(caller, file);
        return location.openHolding((driver, lease) -> {
            Versions versions = versions(location, driver);
            ReadSpec spec = new ReadSpec(opened -> {
                SpaceAccess.require(location.toResource(opened).rights(), Right.LIST_VERSIONS);
                return selection.of(location.toResource(opened, Right.DOWNLOAD));
            });
            Content content = versions.open(caller, location.ref(), key, spec);
            return new OpenFile(location.toResource(content.node()), content, lease);
        });
    }

    /** Makes an earlier content the present one; what was present becomes a version. Locks are honoured. */
    public Resource restore(Caller caller, Target file, String key, WriteConditions conditions) {
        Location location = files.placeOf(caller, file);
        return location.run(driver -> {
            Versions versions = versions(location, driver);
            Resource resource = file(location, driver.stat(caller, location.ref()), Right.RESTORE_VERSION);
            conditions.precondition().check(resource.node());
            CommitGuard guard =
                    files.guard(caller, location, driver, ChangeKind.WRITE, Right.RESTORE_VERSION, conditions);
            return location.toResource(versions.restore(caller, location.ref(), key, guard));
        });
    }

    /** Makes a file of an earlier content at another place. */
    public WriteResult copy(Caller caller, Target file, String key, Target to, MoveRequest request) {
        try (OpenFile opened = open(caller, file, key, FileService.Selection.WHOLE)) {
            Node node = opened.resource().node();
            PutRequest put = new PutRequest(
                    OptionalLong.of(opened.content().length()),
                    Optional.of(node.mtime()),
                    List.of(),
                    request.overwrite() ? OnConflict.REPLACE : OnConflict.FAIL,
                    node.mediaType(),
                    request.change());
            return files.put(caller, to, put, TreeCopier.stream(opened.content()));
        } catch (IOException failure) {
            throw new Unavailable("the version could not be read to its end; nothing was stored", failure);
        }
    }

    private static Resource file(Location location, Node node, Right right) {
        Resource resource = location.toResource(node, right);
        if (resource.isFolder()) {
            throw new Conflict("a folder has no versions; ask for those of the files in it");
        }
        return resource;
    }

    private static Versions versions(Location location, StorageDriver driver) {
        location.require(Right.STAT);
        Mount mount = location.mount();
        Optional<Versions> versions = Abilities.of(mount, driver).versions() ? driver.versions() : Optional.empty();
        return versions.orElseThrow(
                () -> new Unsupported("storage '" + mount.name() + "' keeps no earlier versions of files"));
    }
}
