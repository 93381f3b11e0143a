/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.limit;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.limit.Brake.Braked;
import org.weft.kernel.runtime.observe.LogText;

/** All brakes of the server: who has to wait, and the operator's way to end that. Thread-safe. */
public final class Brakes {

    private static final Logger LOG = LoggerFactory.getLogger(Brakes.class);
    private static final int MOST = 1000;

    private final List<Brake> all = new CopyOnWriteArrayList<>();

    /** Adds brakes. */
    public void add(List<Brake> more) {
        all.addAll(more);
    }

    /** Who has to wait now, longest first; at most a thousand. */
    public List<Braked> braked() {
        return all.stream()
                .flatMap(brake -> brake.braked().stream())
                .sorted(Comparator.comparing(Braked::left).reversed())
                .limit(MOST)
                .toList();
    }

    /** What is counted here. */
    public List<String> counts() {
        return all.stream().map(Brake::counts).toList();
    }

    /**
     * Lets somebody try again at once.
     *
     * @return how many brakes were released
     */
    public int release(String who) {
        int released = all.stream().mapToInt(brake -> brake.release(who)).sum();
        LOG.atInfo()
                .addKeyValue("who", LogText.clean(who))
                .addKeyValue("brakes", released)
                .log("brakes-released");
        return released;
    }
}
