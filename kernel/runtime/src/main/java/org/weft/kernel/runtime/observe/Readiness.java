/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.observe;

import java.util.List;
import java.util.function.Supplier;

/**
 * Whether the server should be sent requests: once it has started and until it stops. A storage that is down does not
 * make it unready, because the others serve; it is named all the same. Thread-safe.
 */
public final class Readiness {

    private final Supplier<List<String>> ailing;
    private volatile boolean ready;

    /**
     * @param ailing what does not serve at the moment, in words for the operator
     */
    public Readiness(Supplier<List<String>> ailing) {
        this.ailing = ailing;
    }

    public void ready(boolean now) {
        ready = now;
    }

    public boolean isReady() {
        return ready;
    }

    /** One line for the state, and one for each thing that does not serve. */
    public String text() {
        StringBuilder text = new StringBuilder(ready ? "ready\n" : "not ready\n");
        for (String each : ailing.get()) {
            text.append(each).append('\n');
        }
        return text.toString();
    }
}
