/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

import java.util.function.DoubleSupplier;

/** Where a driver counts. Names are {@code noun_unit}, to which the kernel adds {@code weft_} and the instance. */
public interface Meter {

    /** Adds to a counter; amounts are never negative. */
    void count(String name, double amount);

    /** Records one value of a distribution, such as seconds or bytes. */
    void record(String name, double value);

    /** Offers a value that is read when someone looks; forgotten when the instance is closed. */
    void gauge(String name, DoubleSupplier value);
}
