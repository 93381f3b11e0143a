package @package@;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.spi.DriverContext;
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.ShareStoreFactory;

/** Makes the driver that the configuration calls {@code @name@}. */
public final class @Class@Factory implements ShareStoreFactory<@Class@Config> {

    /** What there is; a backend of yours would hold it instead, and outlive the plugin. */
    private final Map<String, @Class@Driver> stores = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "@name@";
    }

    @Override
    public Class<@Class@Config> configType() {
        return @Class@Config.class;
    }

    @Override
    public ShareStore create(@Class@Config config, DriverContext context) {
        return stores.computeIfAbsent(config.store(), name -> new @Class@Driver());
    }
}
