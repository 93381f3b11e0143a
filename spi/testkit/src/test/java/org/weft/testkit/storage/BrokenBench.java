/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.weft.testkit.broken.Breaks.but;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.ServerCopy;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Trash;
import org.weft.testkit.broken.Breaks;
import org.weft.testkit.memory.MemoryDriver;
import org.weft.testkit.memory.MemoryStore;

/** A bench with a storage in memory that is broken in another way for each case. */
final class BrokenBench implements BeforeEachCallback, AfterEachCallback {

    static final Caller ANNA = StorageBench.caller("anna");

    private final Map<String, UnaryOperator<StorageDriver>> breaks;
    private StorageBench bench = StorageBench.none();

    /** @param breaks what breaks the driver, by the case that finds it */
    BrokenBench(Map<String, UnaryOperator<StorageDriver>> breaks) {
        this.breaks = breaks;
    }

    @Override
    public void beforeEach(ExtensionContext running) throws Exception {
        UnaryOperator<StorageDriver> broken =
                breaks.getOrDefault(running.getRequiredTestMethod().getName(), UnaryOperator.identity());
        MemoryStore store = new MemoryStore();
        bench = new StorageBench(Path.of("target"), context -> broken.apply(new MemoryDriver(store)), Fixture.none());
    }

    @Override
    public void afterEach(ExtensionContext running) {
        bench.close();
    }

    StorageBench bench() {
        return bench;
    }

    /**
     * What a method of an ability does instead.
     *
     * @param <A> the ability
     */
    @FunctionalInterface
    interface Otherwise<A> {
        @Nullable
        Object answer(A sound, Breaks.Sound real, Object... given) throws Throwable;
    }

    /**
     * A driver with an ability of which one method does something else.
     *
     * @param accessor the driver's method that gives the ability
     */
    static <A> UnaryOperator<StorageDriver> breaking(
            Class<A> ability,
            String accessor,
            Function<StorageDriver, Optional<A>> of,
            String method,
            Otherwise<A> otherwise) {
        return driver -> {
            A sound = of.apply(driver).orElseThrow();
            A broken = but(ability, sound, method, (real, given) -> otherwise.answer(sound, real, given));
            return but(StorageDriver.class, driver, accessor, (real, given) -> Optional.of(broken));
        };
    }

    /** What is done to a node. */
    @FunctionalInterface
    interface Harm {
        void to(StorageDriver driver, Ref node) throws Exception;
    }

    /** A method of the driver that harms the node that it answers. */
    static UnaryOperator<StorageDriver> after(String method, Harm harm) {
        return driver ->
                but(StorageDriver.class, driver, method, (real, given) -> harmed(driver, real.answer(given), harm));
    }

    private static Node harmed(StorageDriver driver, @Nullable Object answer, Harm harm) throws Exception {
        if (!(answer instanceof Node node)) {
            throw new IllegalStateException("no node was answered");
        }
        harm.to(driver, Ref.id(node.space(), node.id()));
        return node;
    }

    /** Copies that are harmed. */
    static UnaryOperator<StorageDriver> afterCopy(Harm harm) {
        return driver -> breaking(
                        ServerCopy.class,
                        "copy",
                        StorageDriver::copy,
                        "copy",
                        (sound, real, given) -> harmed(driver, real.answer(given), harm))
                .apply(driver);
    }

    /** Restored nodes that are harmed. */
    static UnaryOperator<StorageDriver> afterRestore(Harm harm) {
        return driver -> breaking(
                        Trash.class,
                        "trash",
                        StorageDriver::trash,
                        "restore",
                        (sound, real, given) -> harmed(driver, real.answer(given), harm))
                .apply(driver);
    }

    /** A node that is harmed whenever a driver starts. */
    static UnaryOperator<StorageDriver> atStart(String path, Harm harm) {
        return driver -> {
            try {
                harm.to(driver, StorageBench.at(path));
            } catch (NotFound first) {
                return driver; // the storage is still empty
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
            return driver;
        };
    }
}
