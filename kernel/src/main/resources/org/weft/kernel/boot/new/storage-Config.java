package @package@;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** What the configuration may say. */
@Doc("A read-only storage of two files.")
public record @Class@Config(@Doc("What the files say.") @Default("Hello") String text) {}
