/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.commit;

import java.io.IOException;
import org.weft.spi.storage.Affected;

/** Has a say in a change, and something to do after it. For one change, on one thread at a time. */
public interface CommitParticipant {

    /** Nothing to do. */
    Runnable NOTHING = () -> {};

    /** Throws what is in the way. Called early, to refuse before anything is sent, and again at the commit. */
    default void judge(Affected what) throws IOException {}

    /**
     * Looks at what will be gone, at the commit, once everybody has judged.
     *
     * @return what is to be done once the change is made; it fails nothing, since then nothing can be undone
     */
    default Runnable prepare(Affected what) throws IOException {
        return NOTHING;
    }
}
