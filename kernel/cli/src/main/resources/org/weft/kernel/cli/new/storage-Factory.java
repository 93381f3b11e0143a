package @package@;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes the driver that the configuration calls {@code @name@}. */
public final class @Class@Factory implements StorageDriverFactory<@Class@Config> {

    /** What each entry of the configuration holds; a backend of yours would hold it instead, and outlive the plugin. */
    private final Map<String, AtomicReference<@Class@Tree>> trees = new ConcurrentHashMap<>();

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
        AtomicReference<@Class@Tree> tree = trees.computeIfAbsent(
                context.instance(),
                name -> new AtomicReference<>(@Class@Tree.empty(context.clock().instant())));
        return new @Class@Driver(config, tree, context.clock());
    }
}
