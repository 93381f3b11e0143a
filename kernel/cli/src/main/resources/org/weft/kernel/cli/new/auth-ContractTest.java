package @package@;

import java.nio.file.Path;
import org.weft.spi.auth.AuthProviderFactory;
import org.weft.spi.auth.Credentials;
import org.weft.testkit.auth.AuthContract;

class @Class@ContractTest extends AuthContract<@Class@Config> {

    @Override
    protected AuthProviderFactory<@Class@Config> factory() {
        return new @Class@Factory();
    }

    @Override
    protected @Class@Config config(Path tmp) {
        return new @Class@Config("anna", "sesame");
    }

    @Override
    protected Credentials right() {
        return new Credentials("basic", "anna", "sesame");
    }
}
