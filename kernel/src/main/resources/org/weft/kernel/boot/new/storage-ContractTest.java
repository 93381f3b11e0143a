package @package@;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.Fixture;
import org.weft.testkit.storage.StorageContract;

class @Class@ContractTest extends StorageContract<@Class@Config> {

    @Override
    protected StorageDriverFactory<@Class@Config> factory() {
        return new @Class@Factory();
    }

    @Override
    protected @Class@Config config(Path tmp) {
        return new @Class@Config("Hi");
    }

    /** What there is to read; a storage that can be written needs none. */
    @Override
    protected Fixture fixture() {
        return new Fixture(RelPath.parse("one.txt"), "Hi".getBytes(StandardCharsets.UTF_8), RelPath.root());
    }
}
