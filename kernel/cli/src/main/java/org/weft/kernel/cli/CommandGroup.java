/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does nothing by itself and leads to others. */
abstract class CommandGroup implements Runnable {

    private final String first;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** @param first the one of its commands that tells what there is */
    CommandGroup(String first) {
        this.first = first;
    }

    @Override
    public final void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "which command? Try: " + spec.qualifiedName() + ' ' + first);
    }
}
