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
 * with what was asked for. Each change of a share asks again, so a policy lets pass what it left of a share before.
 * Thread-safe; answers fast, because somebody waits.
 */
@Unstable("no shipped policy is built on it yet")
public interface SharePolicy extends Driver {

    /**
     * Judges a share as it would be stored. What the policy has no rule for, such as a kind that it does not know, it allows.
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
     * With fewer rights, or for a shorter time. Where no right or no time would be left, it is a refusal instead.
     *
     * @param rights the most that is allowed
     * @param expires the latest end; empty for no opinion
     */
    record Narrow(Rights rights, Optional<Instant> expires) implements Verdict {}

    /**
     * Not at all.
     *
     * @param reason shown to the caller: one line that names the rule, and no secret of the share
     */
    record Refuse(String reason) implements Verdict {}
}
