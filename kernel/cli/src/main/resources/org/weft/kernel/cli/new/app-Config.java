package @package@;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** What the configuration may say. */
@Doc("A page of this server in which people change text files.")
public record @Class@Config(@Doc("What people call it.") @Default("@Class@") String title) {}
