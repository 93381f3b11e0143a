package @package@;

import org.weft.spi.DriverContext;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.DirectoryFactory;

/** Makes the driver that the configuration calls {@code @name@}. */
public final class @Class@Factory implements DirectoryFactory<@Class@Config> {

    @Override
    public String name() {
        return "@name@";
    }

    @Override
    public Class<@Class@Config> configType() {
        return @Class@Config.class;
    }

    @Override
    public Directory create(@Class@Config config, DriverContext context) {
        return new @Class@Driver(config.users());
    }
}
