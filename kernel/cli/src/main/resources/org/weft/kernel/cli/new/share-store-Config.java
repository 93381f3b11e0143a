package @package@;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** What the configuration may say. */
@Doc("Shares in memory, which are lost with the process.")
public record @Class@Config(
        @Doc("Which store; the same name is the same store.") @Default("main") String store) {}
