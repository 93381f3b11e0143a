package @package@;

import java.nio.file.Path;
import org.weft.spi.app.AppProviderFactory;
import org.weft.testkit.app.AppContract;

class @Class@ContractTest extends AppContract<@Class@Config> {

    @Override
    protected AppProviderFactory<@Class@Config> factory() {
        return new @Class@Factory();
    }

    @Override
    protected @Class@Config config(Path tmp) {
        return new @Class@Config("Notes");
    }

    @Override
    protected String fileName() {
        return "notes.txt";
    }
}
