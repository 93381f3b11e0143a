package @package@;

import java.nio.file.Path;
import org.weft.spi.config.Size;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.StorageContract;

class @Class@ContractTest extends StorageContract<@Class@Config> {

    @Override
    protected StorageDriverFactory<@Class@Config> factory() {
        return new @Class@Factory();
    }

    @Override
    protected @Class@Config config(Path tmp) {
        return new @Class@Config(Size.parse("1GiB"));
    }
}
