/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Driver;
import org.weft.spi.Health;
import org.weft.spi.WeftException;

/** A started driver and the leases on it. */
final class Instance<D extends Driver> {

    private static final Logger log = LoggerFactory.getLogger(Instance.class);

    /** Added to the count of leases when no more are given. */
    private static final int DRAINING = Integer.MIN_VALUE;

    private final String name;
    private final D driver;
    private final ClassLoader loader;
    private final LentContext context;
    private final AtomicInteger leases = new AtomicInteger();
    private final CountDownLatch drained = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    Instance(String name, D driver, ClassLoader loader, LentContext context) {
        this.name = name;
        this.driver = driver;
        this.loader = loader;
        this.context = context;
    }

    /** Works on the driver without a lease. */
    <T> T use(Function<D, T> work) {
        LoaderSwap swap = new LoaderSwap(loader);
        try {
            return work.apply(driver);
        } finally {
            swap.close();
        }
    }

    /**
     * Starts the driver; a failed start closes it.
     *
     * @throws IOException when another try may help
     * @throws Refused when none will
     */
    void start() throws IOException, Refused {
        boolean started = false;
        LoaderSwap swap = new LoaderSwap(loader);
        try {
            driver.start();
            Health health = driver.health();
            if (!health.isUp()) {
                throw new IOException(health.detail());
            }
            started = true;
        } catch (WeftException.Unavailable | WeftException.Timeout later) {
            throw new IOException(later.text(), later);
        } catch (RuntimeException | LinkageError failure) {
            throw new Refused("the driver does not start: " + Refused.describe(failure), failure);
        } finally {
            swap.close();
            if (!started) {
                stop();
            }
        }
    }

    /** A lease, unless the instance is being drained. */
    boolean enter() {
        if (leases.incrementAndGet() > 0) {
            return true;
        }
        leave();
        return false;
    }

    private void leave() {
        if (leases.decrementAndGet() == DRAINING) {
            drained.countDown();
        }
    }

    Lease<D> lease() {
        return new Borrowed<>(this);
    }

    int leases() {
        return leases.get() & Integer.MAX_VALUE;
    }

    /** How the driver is, as it says itself. */
    Health health() {
        LoaderSwap swap = new LoaderSwap(loader);
        try {
            return driver.health();
        } catch (RuntimeException | LinkageError failure) {
            return Health.down(Refused.describe(failure));
        } finally {
            swap.close();
        }
    }

    /** Gives no more leases, waits for those given until the deadline, and closes the driver. Blocks. */
    void drain(Duration deadline) {
        if (leases.getAndAdd(DRAINING) == 0) {
            drained.countDown();
        }
        try {
            if (!drained.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn()
                        .addKeyValue("entry", name)
                        .addKeyValue("requests", leases())
                        .log("drain_deadline_passed");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        stop();
    }

    private void stop() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        context.interrupt();
        LoaderSwap swap = new LoaderSwap(loader);
        try {
            driver.close();
        } catch (RuntimeException | LinkageError failure) {
            log.atWarn()
                    .addKeyValue("entry", name)
                    .addKeyValue("reason", Refused.describe(failure))
                    .log("driver_close_failed");
        } finally {
            swap.close();
        }
        context.close();
    }

    private static final class Borrowed<D extends Driver> implements Lease<D> {

        private final Instance<D> instance;
        private final ClassLoader before;
        private boolean open = true;

        Borrowed(Instance<D> instance) {
            this.instance = instance;
            Thread thread = Thread.currentThread();
            this.before = thread.getContextClassLoader();
            thread.setContextClassLoader(instance.loader);
        }

        @Override
        public D driver() {
            return instance.driver;
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                Thread.currentThread().setContextClassLoader(before);
                instance.leave();
            }
        }
    }
}
