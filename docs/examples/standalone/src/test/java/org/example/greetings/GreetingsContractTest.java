package org.example.greetings;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.storage.Fixture;
import org.weft.testkit.storage.StorageContract;

class GreetingsContractTest extends StorageContract<GreetingsConfig> {

    @Override
    protected StorageDriverFactory<GreetingsConfig> factory() {
        return new GreetingsFactory();
    }

    @Override
    protected GreetingsConfig config(Path tmp) {
        return new GreetingsConfig("Hi");
    }

    /** What there is to read; a storage that can be written needs none. */
    @Override
    protected Fixture fixture() {
        return new Fixture(RelPath.parse("one.txt"), "Hi".getBytes(StandardCharsets.UTF_8), RelPath.root());
    }
}
