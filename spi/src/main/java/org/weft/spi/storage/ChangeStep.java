/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A change of a driver of the SPI 0.1, as the step of today. For one attempt. */
@SuppressWarnings("removal")
final class ChangeStep<T> implements Guard.Step<T> {

    private final Guard.Change<T> change;
    private @Nullable T made;

    ChangeStep(Guard.Change<T> change) {
        this.change = change;
    }

    @Override
    public Attempt<T> take() throws IOException {
        T result = change.make();
        made = result;
        return result == null || result.equals(Optional.empty()) ? Attempt.stale() : Attempt.committed(result);
    }

    /** What the change answered, whatever that means. */
    @Nullable
    T made() {
        return made;
    }
}
