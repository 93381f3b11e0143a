package @package@;

import org.weft.spi.DriverContext;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppProviderFactory;

/** Makes the driver that the configuration calls {@code @name@}. */
public final class @Class@Factory implements AppProviderFactory<@Class@Config> {

    @Override
    public String name() {
        return "@name@";
    }

    @Override
    public Class<@Class@Config> configType() {
        return @Class@Config.class;
    }

    @Override
    public AppProvider create(@Class@Config config, DriverContext context) {
        return new @Class@Driver(config.title());
    }
}
