/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Share;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.storage.Rights;

/** Ends links, and shares with some sites only. Thread-safe. */
final class MemoryPolicy implements SharePolicy {

    private final PolicyConfig config;
    private final Clock clock;

    MemoryPolicy(PolicyConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Verdict judge(Caller who, Share wanted) {
        if (wanted instanceof OcmOut sent
                && !config.sites().contains(sent.recipient().host())) {
            return new Refuse("nothing is shared with " + sent.recipient().host());
        }
        return wanted instanceof Link link && !link.isInternal() ? ended(link) : new Allow();
    }

    private Verdict ended(Link link) {
        Instant latest = clock.instant().plus(config.longest());
        boolean soon = link.expires().filter(end -> !end.isAfter(latest)).isPresent();
        return soon ? new Allow() : new Narrow(Rights.all(), Optional.of(latest));
    }

    @Override
    public void close() {}
}
