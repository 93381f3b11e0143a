package @package@;

import java.util.List;
import org.weft.spi.config.Doc;

/** What the configuration says. */
@Doc("Knows a few users.")
public record @Class@Config(@Doc("Their login names.") List<String> users) {}
