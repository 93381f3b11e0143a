/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.weft.kernel.storage.commit.ChangeKind;
import org.weft.kernel.storage.commit.CommitGuard;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Uploads;

/**
 * Uploads in parts that a storage keeps by itself: the parts go straight to the backend, and any node of the site can go
 * on with them. Rights and conditions are those of {@link FileService#put}. Thread-safe.
 */
public final class DriverUploads {

    private final Namespace namespace;
    private final FileService files;

    public DriverUploads(Namespace namespace, FileService files) {
        this.namespace = namespace;
        this.files = files;
    }

    /**
     * An upload that a storage keeps.
     *
     * @param storage the storage's id
     * @param id what the storage calls it
     */
    public record Kept(String storage, String id) {}

    /** Begins an upload where the storage keeps such; empty where it does not, or may not. */
    public Optional<Kept> begin(Caller caller, Target target, OptionalLong length) {
        Location location = files.placeToPut(caller, target);
        location.require(Right.UPLOAD);
        return location.run(driver -> {
            Optional<Uploads> uploads = uploads(location.mount(), driver);
            if (uploads.isEmpty()) {
                return Optional.empty();
            }
            String id = uploads.get().begin(caller, location.ref(), length).id();
            return Optional.of(new Kept(location.mount().storageId(), id));
        });
    }

    private static Optional<Uploads> uploads(Mount mount, StorageDriver driver) {
        return mount.disabled().contains("uploads") ? Optional.empty() : driver.uploads();
    }

    /**
     * Adds bytes; see {@link Uploads#append}.
     *
     * @return how far it is durable now
     * @throws NotFound when the storage does not know it any more
     */
    public long append(Caller caller, Target target, Kept kept, long offset, InputStream body) {
        Location location = files.placeToPut(caller, target);
        location.require(Right.UPLOAD);
        Mount mount = mount(kept);
        return DriverCalls.transfer(
                mount,
                driver -> uploads(mount, driver)
                        .orElseThrow(DriverUploads::gone)
                        .append(caller, kept.id(), offset, body));
    }

    /**
     * How far it is durable.
     *
     * @throws NotFound when the storage does not know it any more
     */
    public long durable(Caller caller, Kept kept) {
        return run(kept, uploads -> uploads.state(caller, kept.id()).offset());
    }

    /** The digests that the storage keeps with its files. */
    public Set<Checksum.Algorithm> digests(Kept kept) {
        return DriverCalls.run(mount(kept), driver -> driver.traits().checksums());
    }

    /** Makes the file of it, in one visible step. */
    public WriteResult commit(Caller caller, Target target, Kept kept, PutRequest sent, List<Checksum> digests) {
        Location location = files.placeToPut(caller, target);
        location.require(Right.UPLOAD);
        PutRequest request = location.isUploadOnly() ? sent.dropped() : sent;
        if (!location.mount().storageId().equals(kept.storage())) {
            throw gone();
        }
        return location.run(driver -> {
            CommitGuard guard = files.guard(caller, location, driver, ChangeKind.WRITE, Right.UPLOAD, request.change());
            PutSpec spec = request.spec(location, guard, () -> digests);
            Uploads uploads = uploads(location.mount(), driver).orElseThrow(DriverUploads::gone);
            Node node = uploads.commit(caller, kept.id(), location.ref(), spec);
            return new WriteResult(location.toResource(node), guard.createdNode());
        });
    }

    /** Forgets it, also where the storage knows nothing of it. */
    public void abort(Caller caller, Kept kept) {
        run(kept, uploads -> {
            uploads.abort(caller, kept.id());
            return true;
        });
    }

    private <T> T run(Kept kept, Call<T> call) {
        Mount mount = mount(kept);
        return DriverCalls.run(mount, driver -> call.on(uploads(mount, driver).orElseThrow(DriverUploads::gone)));
    }

    private Mount mount(Kept kept) {
        return namespace.table().withId(kept.storage()).orElseThrow(DriverUploads::gone);
    }

    private static NotFound gone() {
        return new NotFound("the storage that keeps this upload is not there any more");
    }

    /** A call of a storage's uploads. */
    @FunctionalInterface
    private interface Call<T> {
        T on(Uploads uploads) throws java.io.IOException;
    }
}
