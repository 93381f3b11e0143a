package @package@;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.weft.spi.identity.DirectoryFactory;
import org.weft.testkit.identity.DirectoryContract;
import org.weft.testkit.identity.Known;

class @Class@ContractTest extends DirectoryContract<@Class@Config> {

    @Override
    protected DirectoryFactory<@Class@Config> factory() {
        return new @Class@Factory();
    }

    @Override
    protected @Class@Config config(Path tmp) {
        return new @Class@Config(List.of("anna", "ben"));
    }

    @Override
    protected Known known() {
        return new Known(List.of(@Class@Driver.user("anna"), @Class@Driver.user("ben")), Optional.empty(), List.of());
    }
}
