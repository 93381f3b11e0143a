package org.example.greetings;

import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes the driver that the configuration calls {@code greetings}. */
public final class GreetingsFactory implements StorageDriverFactory<GreetingsConfig> {

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
        return new GreetingsDriver(config.text(), context.clock().instant());
    }
}
