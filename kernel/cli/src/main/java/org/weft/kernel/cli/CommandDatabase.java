/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.util.function.ToIntFunction;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.StartFailure;

/** The server's database, for a command. */
final class CommandDatabase {

    private CommandDatabase() {}

    /** Does something with what the site remembers; the exit code. */
    static int use(CommonOptions common, ToIntFunction<StateDatabase> work) throws StartFailure {
        EffectiveConfig config = EffectiveConfig.read(common.launch(), System.getenv());
        try (StateDatabase state =
                StateDatabase.open(config.data(), config.config().database().url())) {
            return work.applyAsInt(state);
        }
    }
}
