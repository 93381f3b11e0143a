package @package@;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Share;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.storage.Rights;

/**
 * Two rules. Put yours in their place; what you have no rule for is allowed. It is asked again with each change of a share, so
 * let pass what you left of it.
 */
final class @Class@Driver implements SharePolicy {

    private final @Class@Config config;
    private final Clock clock;

    @Class@Driver(@Class@Config config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Verdict judge(Caller who, Share wanted) {
        return switch (wanted) {
            case Link link -> link.isInternal() ? new Allow() : ended(link);
            case OcmOut sent -> elsewhere(sent.recipient().host());
            default -> new Allow();
        };
    }

    private Verdict ended(Link link) {
        Instant latest = clock.instant().plus(config.longest());
        boolean soon = link.expires().filter(end -> !end.isAfter(latest)).isPresent();
        return soon ? new Allow() : new Narrow(Rights.all(), Optional.of(latest));
    }

    private Verdict elsewhere(String host) {
        return config.sites().contains(host) ? new Allow() : new Refuse("nothing is shared with " + host + " from here");
    }

    @Override
    public void close() {}
}
