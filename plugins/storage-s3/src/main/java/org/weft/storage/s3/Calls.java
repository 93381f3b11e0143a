/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.weft.spi.Health;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Unavailable;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes requests, tells what their failures mean, and remembers whether S3 answers. */
final class Calls {

    private final Faults faults;
    private final S3Config config;
    private final Clock clock;
    private final AtomicReference<Health> health = new AtomicReference<>(Health.up());

    Calls(S3Config config, Clock clock) {
        this.faults = new Faults(config);
        this.config = config;
        this.clock = clock;
    }

    /**
     * Makes one request.
     *
     * @param key the object that it is about
     */
    <T> T run(String key, Supplier<T> request) throws IOException {
        try {
            T answer = request.get();
            isUp();
            return answer;
        } catch (SdkException failure) {
            throw translate(key, failure);
        } catch (IllegalStateException closed) {
            // what the pool of connections says once the instance was closed
            throw new Unavailable("the storage is being closed; try again", closed);
        }
    }

    /** What to throw for a failure that was caught elsewhere. */
    IOException translate(String key, SdkException failure) {
        try {
            IOException told = faults.of(failure, key);
            if (Faults.isMissing(failure)) {
                isUp();
            }
            return told;
        } catch (WeftException told) {
            if (health.get().isUp()) {
                Instant now = clock.instant();
                health.set(Health.down(config.place() + " does not serve since " + now + ": " + told.text()));
            }
            throw told;
        }
    }

    private void isUp() {
        if (!health.get().isUp()) {
            health.set(Health.up());
        }
    }

    Health health() {
        return health.get();
    }
}
