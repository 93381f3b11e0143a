package @package@;

import org.weft.spi.config.Doc;
import org.weft.spi.config.Secret;

/** What the configuration says. */
@Doc("Signs one person in.")
public record @Class@Config(
        @Doc("The login name.") String user, @Doc("What the person signs in with.") @Secret String secret) {}
