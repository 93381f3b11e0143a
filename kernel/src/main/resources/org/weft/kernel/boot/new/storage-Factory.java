package @package@;

import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes the driver that the configuration calls {@code @name@}. */
public final class @Class@Factory implements StorageDriverFactory<@Class@Config> {

    @Override
    public String name() {
        return "@name@";
    }

    @Override
    public Class<@Class@Config> configType() {
        return @Class@Config.class;
    }

    @Override
    public StorageDriver create(@Class@Config config, DriverContext context) {
        return new @Class@Driver(config.text(), context.clock().instant());
    }
}
