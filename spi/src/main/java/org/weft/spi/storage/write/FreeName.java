/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage.write;

import java.io.IOException;
import java.util.function.Predicate;
import org.weft.spi.Unstable;
import org.weft.spi.storage.OnConflict;

/** Chooses the name of a new file: the wanted one, or where that may be evaded one like {@code report (1).pdf}. Thread-safe. */
@Unstable("may still change before 0.3")
public final class FreeName {

    /** So many are tried one after the other, before larger steps are made. */
    private static final int ONE_BY_ONE = 16;

    private final String wanted;
    private final boolean evades;
    private final Predicate<String> fits;

    private FreeName(String wanted, boolean evades, Predicate<String> fits) {
        this.wanted = wanted;
        this.evades = evades;
        this.fits = fits;
    }

    /**
     * The way to a name.
     *
     * @param wanted as the client said
     * @param choice whether another may be taken instead
     * @param fits whether a name is short enough for the storage
     */
    public static FreeName of(String wanted, OnConflict choice, Predicate<String> fits) {
        return new FreeName(wanted, choice == OnConflict.RENAME, fits);
    }

    /** Whether a name is taken in the folder, by anything at all: also by what is not shown. */
    @FunctionalInterface
    public interface Taken {
        boolean test(String name) throws IOException;
    }

    /** Whether another name may be chosen. If not, {@link #choose} answers the wanted one and asks nothing. */
    public boolean evades() {
        return evades;
    }

    /**
     * Chooses a name that is free. Asks as often as a folder with thousands of such names needs, and not once for each of them.
     *
     * @param taken asked under whatever keeps the name free until the file has it
     */
    public String choose(Taken taken) throws IOException {
        if (!evades || !taken.test(wanted)) {
            return wanted;
        }
        int last = 0; // taken
        int free = 1;
        while (taken.test(numbered(free))) {
            last = free;
            free = free < ONE_BY_ONE ? free + 1 : Math.multiplyExact(free, 2);
        }
        while (free - last > 1) {
            int between = last + (free - last) / 2;
            if (taken.test(numbered(between))) {
                last = between;
            } else {
                free = between;
            }
        }
        return numbered(free);
    }

    private String numbered(int number) {
        int dot = wanted.lastIndexOf('.');
        String stem = dot > 0 ? wanted.substring(0, dot) : wanted;
        String added = " (" + number + ")" + (dot > 0 ? wanted.substring(dot) : "");
        int end = stem.length();
        while (end > 0 && !fits.test(stem.substring(0, end) + added)) {
            end = stem.offsetByCodePoints(end, -1);
        }
        return stem.substring(0, end) + added;
    }
}
