package @package@;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.weft.spi.share.Share;
import org.weft.spi.share.SharePolicyFactory;
import org.weft.testkit.share.SampleShares;
import org.weft.testkit.share.SharePolicyContract;

class @Class@ContractTest extends SharePolicyContract<@Class@Config> {

    @Override
    protected SharePolicyFactory<@Class@Config> factory() {
        return new @Class@Factory();
    }

    @Override
    protected @Class@Config config(Path tmp) {
        return new @Class@Config(Duration.ofDays(30), List.of("friends.example.org"));
    }

    @Override
    protected Share allowed() {
        return SampleShares.withSite("friends.example.org").build();
    }

    @Override
    protected Share objectionable() {
        return SampleShares.link().build();
    }
}
