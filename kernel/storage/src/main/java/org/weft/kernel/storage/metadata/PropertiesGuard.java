/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.metadata;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PropertyName;

/**
 * A guard under which properties change along with what a driver does to their node. They are written before the driver's step,
 * since they have limits and it has none; where the step fails, or finds things changed, they are as before again.
 */
record PropertiesGuard(
        Guard guard, Reader reader, Writer writer, Map<PropertyName, String> set, Set<PropertyName> unset)
        implements Guard {

    /** Reads the properties that are set. */
    @FunctionalInterface
    interface Reader {
        Map<PropertyName, String> of(Node node, Set<PropertyName> names) throws IOException;
    }

    /** Sets and unsets. */
    @FunctionalInterface
    interface Writer {
        void change(Node node, Map<PropertyName, String> set, Set<PropertyName> unset) throws IOException;
    }

    @Override
    public void check(Affected what) {
        guard.check(what);
    }

    @Override
    public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
        Node node = what.source().orElseThrow();
        Set<PropertyName> names =
                Stream.concat(set.keySet().stream(), unset.stream()).collect(Collectors.toSet());
        return guard.attempt(what, () -> {
            Map<PropertyName, String> before = reader.of(node, names);
            writer.change(node, set, unset);
            Attempt<T> attempt;
            try {
                attempt = step.take();
            } catch (IOException | RuntimeException failure) {
                restore(node, before, names, failure);
                throw failure;
            }
            if (attempt instanceof Attempt.Stale<T>) {
                restore(node, before, names);
            }
            return attempt;
        });
    }

    private void restore(Node node, Map<PropertyName, String> before, Set<PropertyName> names) throws IOException {
        writer.change(
                node,
                before,
                names.stream().filter(name -> !before.containsKey(name)).collect(Collectors.toSet()));
    }

    private void restore(Node node, Map<PropertyName, String> before, Set<PropertyName> names, Exception failure) {
        try {
            restore(node, before, names);
        } catch (IOException | RuntimeException lost) {
            failure.addSuppressed(lost);
        }
    }
}
