/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Probe.Outcome;
import org.weft.spi.storage.Probe.Trial;

/** Makes trials, one after the other, and passes on what came of each; a failure is an outcome like any other. */
final class Trials {

    private final Sink<Trial> sink;

    Trials(Sink<Trial> sink) {
        this.sink = sink;
    }

    /** Nobody wants to know more. */
    static final class GivenUp extends Exception {

        private static final long serialVersionUID = 1L;

        GivenUp() {
            super("given up");
        }
    }

    /** One try. */
    @FunctionalInterface
    interface Try {
        Trial run() throws IOException;
    }

    /** Makes one; answers whether it was as it must be. */
    boolean of(ProbeCheck thing, Try attempt) throws GivenUp {
        return pass(outcome(thing, attempt));
    }

    private static Trial outcome(ProbeCheck thing, Try attempt) {
        try {
            return attempt.run();
        } catch (WeftException refused) {
            return thing.bad(refused.text());
        } catch (IOException | UncheckedIOException failed) {
            return thing.bad(described(failed));
        } catch (RuntimeException broken) {
            return thing.bad("the driver failed: " + described(broken));
        }
    }

    boolean pass(Trial trial) throws GivenUp {
        if (Thread.currentThread().isInterrupted() || !sink.accept(trial)) {
            throw new GivenUp();
        }
        return trial.outcome() == Outcome.GOOD;
    }

    /** A failure in one line. */
    static String described(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? name
                : name + ": " + message.lines().findFirst().orElse("");
    }
}
