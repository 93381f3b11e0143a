/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import org.weft.spi.Sink;
import org.weft.spi.Unstable;

/**
 * What a driver tries of its backend when an operator asks ({@code weft storage probe}), beside what the server tries by the
 * driver's other methods: what only the driver can reach, such as the requests of a protocol that few files need.
 *
 * <p>Asked of an instance that serves, and also of one that was made and never started: when a backend can't serve, the
 * reason is wanted most.
 */
@Unstable("the first drivers with probes of their own may show that more must be told")
public interface Probe {

    /**
     * Tries one thing after the other and pushes what came of each. What fails is pushed and not thrown. What is made for
     * this lies apart from the tree and is taken away again, also when the sink wants no more or the thread is
     * interrupted.
     *
     * @throws IOException when nothing more can be tried, with a reason for the operator
     */
    void run(Sink<Trial> sink) throws IOException;

    /** How a trial ended. */
    enum Outcome {
        /** As it must be. */
        GOOD,
        /** Files are safe, and yet the operator should know. */
        NOTE,
        /** Something will fail, or be wrong. */
        BAD
    }

    /**
     * What was tried. All texts are one line, for the operator, and hold no secret.
     *
     * @param what in a word or three, such as {@code upload in parts}; the same for the same thing
     * @param result what came of it, with numbers and the backend's own words
     * @param meaning what that means for those who use the storage; may be empty where all is well
     * @param advice what to do about it; empty where all is well
     */
    record Trial(String what, Outcome outcome, String result, String meaning, String advice) {

        /** One that ended as it must. */
        public static Trial good(String what, String result) {
            return new Trial(what, Outcome.GOOD, result, "", "");
        }
    }
}
