package @package@;

import org.weft.spi.DriverContext;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.AuthProviderFactory;

/** Makes the driver that the configuration calls {@code @name@}. */
public final class @Class@Factory implements AuthProviderFactory<@Class@Config> {

    @Override
    public String name() {
        return "@name@";
    }

    @Override
    public Class<@Class@Config> configType() {
        return @Class@Config.class;
    }

    @Override
    public AuthProvider create(@Class@Config config, DriverContext context) {
        return new @Class@Driver(config.user(), config.secret());
    }
}
