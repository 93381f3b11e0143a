package org.example.greetings;

import java.nio.file.Path;
import org.weft.spi.config.Size;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.StorageContract;

class GreetingsContractTest extends StorageContract<GreetingsConfig> {

    @Override
    protected StorageDriverFactory<GreetingsConfig> factory() {
        return new GreetingsFactory();
    }

    @Override
    protected GreetingsConfig config(Path tmp) {
        return new GreetingsConfig(Size.parse("1GiB"));
    }
}
