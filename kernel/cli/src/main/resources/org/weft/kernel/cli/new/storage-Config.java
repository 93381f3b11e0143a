package @package@;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Size;

/** What the configuration may say. */
@Doc("Files in memory, which are lost with the process.")
public record @Class@Config(@Doc("The most that all files hold together.") @Default("64MiB") Size capacity) {}
