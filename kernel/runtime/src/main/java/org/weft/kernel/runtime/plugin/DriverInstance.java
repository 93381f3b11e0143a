/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Driver;
import org.weft.spi.Health;
import org.weft.spi.WeftException;

/** A started driver and the leases on it. */
final class DriverInstance<D extends Driver> {

    private static final Logger log = LoggerFactory.getLogger(DriverInstance.class);

    /** Added to the count of leases when no more are given. */
    private static final int DRAINING = Integer.MIN_VALUE;

    /** A driver answers at once how it is, from what it knows. */
    private static final Duration HEALTH = Duration.ofSeconds(2);

    /** How long interrupted calls may take to come back. */
    private static final Duration ENDING = Duration.ofSeconds(10);

    private final String name;
    private final D driver;
    private final Record options;
    private final ClassLoader loader;
    private final LentContext context;
    private final Duration step;
    private final Set<Borrowed<D>> borrowed = ConcurrentHashMap.newKeySet();
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicInteger leases = new AtomicInteger();
    private final CountDownLatch drained = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Health last = Health.up();

    /**
     * @param options that it was made with
     * @param step how long the driver's start and close may take
     */
    DriverInstance(String name, D driver, Record options, ClassLoader loader, LentContext context, Duration step) {
        this.name = name;
        this.driver = driver;
        this.options = options;
        this.loader = loader;
        this.context = context;
        this.step = step;
    }

    /** Without a lease: for the host's own steps. */
    D driver() {
        return driver;
    }

    /** What it was made with. */
    Record options() {
        return options;
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
     * @throws PluginRefused when none will
     */
    void start() throws IOException, PluginRefused {
        boolean started = false;
        try {
            Health health = new TimeLimitedCall(loader, step).run("start", () -> {
                driver.start();
                return driver.health();
            });
            if (!health.isUp()) {
                throw new IOException(health.detail());
            }
            started = true;
        } catch (TimeLimitedCall.Hung hung) {
            if (hung.isOver()) {
                throw new IOException(hung.text(), hung);
            }
            throw new PluginRefused("the driver does not start: " + hung.text(), hung);
        } catch (TimeLimitedCall.Failed failure) {
            switch (failure.reason()) {
                case IOException later -> throw later;
                case WeftException.Unavailable later -> throw new IOException(later.text(), later);
                case WeftException.Timeout later -> throw new IOException(later.text(), later);
                default ->
                    throw new PluginRefused(
                            "the driver does not start: " + PluginRefused.describe(failure.reason()), failure);
            }
        } finally {
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
        Borrowed<D> lease = new Borrowed<>(this);
        borrowed.add(lease);
        return lease;
    }

    int leases() {
        return leases.get() & Integer.MAX_VALUE;
    }

    /** How the driver is, as it says itself. */
    Health health() {
        if (!asking.tryLock()) {
            return last;
        }
        try {
            last = new TimeLimitedCall(loader, HEALTH).run("health", driver::health);
        } catch (TimeLimitedCall.Hung hung) {
            last = Health.down(hung.text());
        } catch (TimeLimitedCall.Failed failure) {
            last = Health.down(PluginRefused.describe(failure.reason()));
        } finally {
            asking.unlock();
        }
        return last;
    }

    /**
     * Gives no more leases, waits for those given until the deadline, interrupts those that go on, and closes the
     * driver. Blocks.
     *
     * @return how many calls were interrupted
     */
    int drain(Duration deadline) {
        if (leases.getAndAdd(DRAINING) == 0) {
            drained.countDown();
        }
        int ended = 0;
        try {
            if (!drained.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                ended = end();
                log.atWarn()
                        .addKeyValue("entry", name)
                        .addKeyValue("calls", ended)
                        .log("drain_deadline_passed");
                boolean all = drained.await(ENDING.toMillis(), TimeUnit.MILLISECONDS);
                if (!all) {
                    log.atWarn()
                            .addKeyValue("entry", name)
                            .addKeyValue("calls", leases())
                            .log("calls_do_not_end");
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        stop();
        return ended;
    }

    /** Interrupts the calls that are under way. */
    private int end() {
        int ended = 0;
        for (Borrowed<D> lease : borrowed) {
            if (lease.end()) {
                ended++;
            }
        }
        context.ended(ended);
        return ended;
    }

    private void stop() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (!context.interrupt()) {
            log.atWarn().addKeyValue("entry", name).log("driver_tasks_do_not_end");
        }
        try {
            new TimeLimitedCall(loader, step).run("close", () -> {
                driver.close();
                return true;
            });
        } catch (TimeLimitedCall.Hung hung) {
            closeFailed(hung.text());
        } catch (TimeLimitedCall.Failed failure) {
            closeFailed(PluginRefused.describe(failure.reason()));
        }
        context.close();
    }

    private void closeFailed(String reason) {
        log.atWarn().addKeyValue("entry", name).addKeyValue("reason", reason).log("driver_close_failed");
    }

    private static final class Borrowed<D extends Driver> implements Lease<D> {

        private final DriverInstance<D> instance;
        private final Thread thread = Thread.currentThread();
        private final @Nullable ClassLoader before;
        private final ReentrantLock lock = new ReentrantLock();
        private boolean open = true;
        private volatile boolean ended;

        Borrowed(DriverInstance<D> instance) {
            this.instance = instance;
            this.before = thread.getContextClassLoader();
            thread.setContextClassLoader(instance.loader);
        }

        @Override
        public D driver() {
            return instance.driver;
        }

        @Override
        public boolean isEnded() {
            return ended;
        }

        /** Interrupts the call; false when it came back by itself. */
        boolean end() {
            lock.lock();
            try {
                if (open && !ended) {
                    ended = true;
                    thread.interrupt();
                    return true;
                }
                return false;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!open) {
                    return;
                }
                open = false;
            } finally {
                lock.unlock();
            }
            if (ended) {
                // The interrupt was meant for the driver's call, and not for what is left of the request.
                boolean unused = Thread.interrupted();
            }
            thread.setContextClassLoader(before);
            instance.borrowed.remove(this);
            instance.leave();
        }
    }
}
