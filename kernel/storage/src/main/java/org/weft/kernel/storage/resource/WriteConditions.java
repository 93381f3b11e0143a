/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.resource;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;

/**
 * Under which conditions a change is made; all of them are judged at the commit.
 *
 * @param precondition on the target's existence and etag
 * @param lockTokens the locks that the caller shows
 * @param condition what else the protocol asks, such as WebDAV's If header
 */
public record WriteConditions(Precondition precondition, Set<String> lockTokens, Condition condition) {

    private static final WriteConditions PLAIN =
            new WriteConditions(Precondition.none(), Set.of(), (target, locks) -> {});

    public WriteConditions {
        lockTokens = Set.copyOf(lockTokens);
    }

    /** No conditions. */
    public static WriteConditions plain() {
        return PLAIN;
    }

    public static WriteConditions when(Precondition precondition) {
        return new WriteConditions(precondition, Set.of(), PLAIN.condition());
    }

    /** Judges the state at commit; throws {@code PreconditionFailed} when it does not suit. */
    @FunctionalInterface
    public interface Condition {
        void judge(Optional<Node> target, List<Lock> locks);
    }
}
