/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.io.IOException;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.kernel.storage.mount.CallerPaths;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.StorageDriver;

/**
 * Calls of the driver for what lies at a location: what fails is told in the caller's paths.
 *
 * @param mount whose driver is called
 * @param ref what it is asked for
 * @param view how paths look to the caller
 */
record LocationCalls(Mount mount, Ref ref, PathView view) {

    /** Opens a content with the driver and leaves the lease with the result; gives it back only when the call fails. */
    <T> T openHolding(HoldingCall<T> call) {
        Lease<StorageDriver> lease = mount.handle().acquireForTransfer();
        boolean kept = false;
        try {
            T result = call.on(lease.driver(), lease);
            kept = true;
            return result;
        } catch (NotFound nothing) {
            throw NotVisible.conceal(nothing);
        } catch (WeftException failure) {
            throw lease.isEnded() ? DriverCalls.failed(mount, lease, failure) : toldOf(failure);
        } catch (IOException | RuntimeException failure) {
            throw DriverCalls.failed(mount, lease, failure);
        } finally {
            if (!kept) {
                lease.close();
            }
        }
    }

    /** A failure of the driver, in words for the caller. */
    WeftException toldOf(WeftException failure) {
        return CallerPaths.told(failure, view.inner(), view.hidesParents(), ref);
    }
}
