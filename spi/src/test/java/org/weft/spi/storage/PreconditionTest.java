/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.PreconditionFailed;

class PreconditionTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.900Z");
    private final Node node = Node.builder(new SpaceId("s"), new NodeId("n"), Kind.FILE, RelPath.parse("a"))
            .etag("v1")
            .mtime(NOON)
            .build();

    @Test
    void nothing_asked_holds_of_everything() {
        assertThatCode(() -> Precondition.none().check(null)).doesNotThrowAnyException();
        assertThatCode(() -> Precondition.none().check(node)).doesNotThrowAnyException();
    }

    @Test
    void must_exist_and_must_not_exist_are_judged_on_the_target() {
        fails(Precondition.mustExist(), null);
        fails(Precondition.mustNotExist(), node);
        assertThatCode(() -> Precondition.mustNotExist().check(null)).doesNotThrowAnyException();
    }

    @Test
    void an_etag_must_be_the_present_one() {
        assertThatCode(() -> Precondition.etag("v1").check(node)).doesNotThrowAnyException();
        fails(Precondition.etag("v0"), node);
        fails(Precondition.etag("v1"), null);
        fails(new Precondition(false, false, Set.of(), Set.of("v1"), Optional.empty()), node);
    }

    @Test
    void a_time_is_compared_in_whole_seconds() {
        Instant sameSecond = Instant.parse("2026-01-01T12:00:00Z");
        assertThatCode(() -> since(sameSecond).check(node)).doesNotThrowAnyException();
        fails(since(sameSecond.minusSeconds(1)), node);
    }

    private static Precondition since(Instant time) {
        return new Precondition(false, false, Set.of(), Set.of(), Optional.of(time));
    }

    private static void fails(Precondition precondition, @org.jspecify.annotations.Nullable Node current) {
        assertThatThrownBy(() -> precondition.check(current)).isInstanceOf(PreconditionFailed.class);
    }
}
