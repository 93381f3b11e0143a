package @package@;

import org.weft.spi.DriverContext;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.SharePolicyFactory;

/** Makes the driver that the configuration calls {@code @name@}. */
public final class @Class@Factory implements SharePolicyFactory<@Class@Config> {

    @Override
    public String name() {
        return "@name@";
    }

    @Override
    public Class<@Class@Config> configType() {
        return @Class@Config.class;
    }

    @Override
    public SharePolicy create(@Class@Config config, DriverContext context) {
        return new @Class@Driver(config, context.clock());
    }
}
