/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** Properties that change together with what a driver does to their node. */
class PropertiesGuardTest {

    private static final PropertyName OLD = new PropertyName("urn:t", "old");
    private static final PropertyName NEW = new PropertyName("urn:t", "new");
    private static final PropertyName GONE = new PropertyName("urn:t", "gone");

    private final Map<PropertyName, String> kept = new HashMap<>(Map.of(OLD, "1", GONE, "2"));
    private final Map<PropertyName, String> before = Map.copyOf(kept);
    private final Node node = Node.builder(new SpaceId("s"), new NodeId("n"), Kind.FILE, RelPath.parse("f"))
            .build();
    private final Affected what =
            new Affected(node.space(), List.of(), node.path(), Optional.of(node), Optional.empty());
    private final PropertiesGuard withProperties = new PropertiesGuard(
            Guard.none(),
            (of, names) -> {
                Map<PropertyName, String> found = new HashMap<>(kept);
                found.keySet().retainAll(names);
                return found;
            },
            (of, set, unset) -> {
                kept.keySet().removeAll(unset);
                kept.putAll(set);
            },
            Map.of(OLD, "changed", NEW, "3"),
            Set.of(GONE));

    @Test
    void they_are_changed_by_the_time_the_driver_takes_its_step() throws IOException {
        assertThat(withProperties.attempt(what, () -> Attempt.committed(Map.copyOf(kept))))
                .isEqualTo(Attempt.committed(Map.of(OLD, "changed", NEW, "3")));
        assertThat(kept).isEqualTo(Map.of(OLD, "changed", NEW, "3"));
    }

    @Test
    void they_are_as_before_when_the_step_fails() {
        NoSpace full = new NoSpace("full");
        assertThatThrownBy(() -> withProperties.attempt(what, () -> {
                    throw full;
                }))
                .isSameAs(full);
        assertThat(kept).isEqualTo(before);
    }

    @Test
    void they_are_as_before_when_the_driver_found_things_changed() throws IOException {
        assertThat(withProperties.<Node>attempt(what, Attempt::stale)).isEqualTo(Attempt.stale());
        assertThat(kept).isEqualTo(before);
    }
}
