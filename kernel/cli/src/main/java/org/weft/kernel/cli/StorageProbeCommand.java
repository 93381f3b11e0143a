/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.weft.kernel.runtime.probe.ProbeSize;
import org.weft.kernel.server.StartFailure;
import org.weft.spi.config.Size;
import org.weft.spi.storage.Probe.Outcome;
import org.weft.spi.storage.Probe.Trial;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weft storage probe}. */
@Command(
        name = "probe",
        description = {
            "Tries what a storage must be able to do, in a place of its own that is taken away again, and prints a"
                    + " line",
            "for each: what, what came of it, what that means, and what to do."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:all is as it must be", " 1:something is not", " 2:the storage can't be probed"},
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class StorageProbeCommand implements Callable<Integer> {

    @Mixin
    private StorageCommand.One storage = new StorageCommand.One();

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            description = "How large the file is that speeds are measured with, such as 1GiB. Default: 16MiB.")
    private String size = "16MiB";

    @Option(
            names = "--files",
            paramLabel = "NUMBER",
            description = "How many files lie in the folder that is listed. Default: 200.")
    private int files = ProbeSize.usual().files();

    @Option(
            names = "--json",
            description = "Prints one JSON object a line, with what, outcome, result, meaning, advice.")
    private boolean json;

    @Override
    public Integer call() throws StartFailure {
        PrintWriter out = storage.out();
        Map<Outcome, Integer> counted = new EnumMap<>(Outcome.class);
        storage.errand().probe(new ProbeSize(bytes(), files), trial -> {
            counted.merge(trial.outcome(), 1, Integer::sum);
            out.println(json ? json(trial) : line(trial));
            out.flush();
        });
        int bad = counted.getOrDefault(Outcome.BAD, 0);
        if (!json) {
            int notes = counted.getOrDefault(Outcome.NOTE, 0);
            out.println(counted.getOrDefault(Outcome.GOOD, 0) + " good, " + notes + " to know, " + bad + " bad");
        }
        return bad == 0 ? 0 : 1;
    }

    private long bytes() throws StartFailure {
        try {
            return Size.parse(size).bytes();
        } catch (IllegalArgumentException wrong) {
            throw StartFailure.misconfigured("--size: " + wrong.getMessage());
        }
    }

    private static String line(Trial trial) {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "%-4s  %s: %s", word(trial.outcome()), trial.what(), trial.result()));
        for (String more : new String[] {trial.meaning(), trial.advice()}) {
            if (!more.isEmpty()) {
                line.append("; ").append(more);
            }
        }
        return line.toString();
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case GOOD -> "good";
            case NOTE -> "note";
            case BAD -> "BAD";
        };
    }

    private static String json(Trial trial) {
        JsonObject json = new JsonObject();
        json.addProperty("what", trial.what());
        json.addProperty("outcome", trial.outcome().name().toLowerCase(Locale.ROOT));
        json.addProperty("result", trial.result());
        json.addProperty("meaning", trial.meaning());
        json.addProperty("advice", trial.advice());
        return json.toString();
    }
}
