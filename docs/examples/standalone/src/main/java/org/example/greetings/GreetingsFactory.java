package org.example.greetings;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes the driver that the configuration calls {@code greetings}. */
public final class GreetingsFactory implements StorageDriverFactory<GreetingsConfig> {

    /** What each entry of the configuration holds; a backend of yours would hold it instead, and outlive the plugin. */
    private final Map<String, AtomicReference<GreetingsTree>> trees = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "greetings";
    }

    @Override
    public Class<GreetingsConfig> configType() {
        return GreetingsConfig.class;
    }

    @Override
    public StorageDriver create(GreetingsConfig config, DriverContext context) {
        AtomicReference<GreetingsTree> tree = trees.computeIfAbsent(
                context.instance(),
                name -> new AtomicReference<>(GreetingsTree.empty(context.clock().instant())));
        return new GreetingsDriver(config, tree, context.clock());
    }
}
