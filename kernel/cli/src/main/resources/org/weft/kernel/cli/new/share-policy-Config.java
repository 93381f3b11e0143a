package @package@;

import java.time.Duration;
import java.util.List;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** What the configuration may say. */
@Doc("Ends public links, and lets people share with some other sites only.")
public record @Class@Config(
        @Doc("The longest that a public link may last.") @Default("30d") Duration longest,
        @Doc("The other sites that files may be shared with, such as `files.example.org`.") List<String> sites) {}
