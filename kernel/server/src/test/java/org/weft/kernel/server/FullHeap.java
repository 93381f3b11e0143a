/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

/** A process that is watched, and fills its memory in the way that is told. */
final class FullHeap {

    private FullHeap() {}

    /** One argument: {@code small} things till nothing is left, or {@code large} ones that are let go of. */
    public static void main(String[] arguments) throws InterruptedException {
        MemoryWatch.start();
        if (arguments[0].equals("small")) {
            for (int i = 0; i < 4; i++) {
                Thread.ofPlatform().start(FullHeap::keepAll);
            }
            Thread.sleep(Long.MAX_VALUE);
        }
        System.out.println(failures() + " allocations failed");
    }

    /** As requests do that go on though one of them fails. */
    private static void keepAll() {
        Object[] kept = {};
        while (true) {
            try {
                kept = new Object[] {kept, new byte[200]};
            } catch (OutOfMemoryError full) {
                continue; // as requests do: the next one wants memory too
            }
        }
    }

    private static int failures() throws InterruptedException {
        int failed = 0;
        for (int i = 0; i < 2 * MemoryWatch.LOOKS; i++) {
            try {
                System.out.println(new long[Integer.MAX_VALUE - 8].length);
            } catch (OutOfMemoryError tooLarge) {
                failed++;
            }
            Thread.sleep(1000);
        }
        return failed;
    }
}
