/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.time.Instant;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.Driver;
import org.weft.spi.Unstable;
import org.weft.spi.storage.Rights;

/**
 * A site's own rules for sharing. Asked after the kernel's rules have allowed a new share or a change to one: with a user
 * or a group, by link, or with another site before that hears of it. It can only take away: what it returns is intersected
 * with what was asked for. Thread-safe; answers fast, because somebody waits.
 */
@Unstable("no policy implements it yet")
public interface SharePolicy extends Driver {

    /**
     * Judges a share as it would be stored.
     *
     * @param who who asks
     * @param wanted the share, with the id and time it would get; an internal link gives no rights
     * @throws RuntimeException whatever it is, it refuses the share
     */
    Verdict judge(Caller who, Share wanted);

    /** What a policy says. */
    sealed interface Verdict {}

    /** As asked for. */
    record Allow() implements Verdict {}

    /**
     * With fewer rights, or for a shorter time.
     *
     * @param rights the most that is allowed
     * @param expires the latest end; empty for no opinion
     */
    record Narrow(Rights rights, Optional<Instant> expires) implements Verdict {}

    /**
     * Not at all.
     *
     * @param reason shown to the caller
     */
    record Refuse(String reason) implements Verdict {}
}
