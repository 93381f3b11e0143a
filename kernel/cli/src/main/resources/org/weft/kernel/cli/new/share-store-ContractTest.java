package @package@;

import java.nio.file.Path;
import org.weft.spi.share.ShareStoreFactory;
import org.weft.testkit.share.ShareStoreContract;

class @Class@ContractTest extends ShareStoreContract<@Class@Config> {

    @Override
    protected ShareStoreFactory<@Class@Config> factory() {
        return new @Class@Factory();
    }

    @Override
    protected @Class@Config config(Path tmp) {
        return new @Class@Config("contract");
    }
}
