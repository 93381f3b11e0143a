/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.mount;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.StorageDriver;

/** Calls of drivers: lends them for as long as a call takes, and makes what fails in them what a client may be told. */
public final class DriverCalls {

    private static final Logger LOG = LoggerFactory.getLogger(DriverCalls.class);

    private DriverCalls() {}

    /** Calls a mount's driver and gives it back. */
    public static <T> T run(Mount mount, DriverCall<T> call) {
        return run(mount, mount.handle().acquire(), call);
    }

    /** The same for a call that moves a content, and takes as long as the client is slow. */
    public static <T> T transfer(Mount mount, DriverCall<T> call) {
        return run(mount, mount.handle().acquireForTransfer(), call);
    }

    /** Calls a driver that is lent already and gives it back. */
    public static <T> T run(Mount mount, Lease<StorageDriver> lease, DriverCall<T> call) {
        try {
            return call.on(lease.driver());
        } catch (NotFound nothing) {
            throw NotVisible.conceal(nothing);
        } catch (IOException | RuntimeException failure) {
            throw failed(mount, lease, failure);
        } finally {
            lease.close();
        }
    }

    /** What a caller is told of a failed call of a driver. */
    public static RuntimeException failed(Mount mount, Lease<StorageDriver> lease, Exception failure) {
        if (lease.isEnded()) {
            return new Unavailable(
                    "storage '" + mount.name() + "' was replaced, and the request took too long; send it again",
                    failure);
        }
        return switch (failure) {
            case IOException backend -> unavailable(mount, backend);
            case RuntimeException other -> other;
            default -> new IllegalStateException(failure);
        };
    }

    /** Logs why a backend failed, once, and answers what may be shown. */
    static WeftException unavailable(Mount mount, IOException failure) {
        LOG.atWarn().addKeyValue("storage", mount.name()).setCause(failure).log("storage-failed");
        return new Unavailable("storage '" + mount.name() + "' failed; try again later", failure);
    }
}
