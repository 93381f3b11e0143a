/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a {@link DriverFactory}: how far its driver has come, for catalogues. One that says nothing counts as experimental. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Maturity {

    /** How far it has come. */
    Level value();

    /** How far a driver may have come. */
    enum Level {
        /** To try it; anything may change. */
        EXPERIMENTAL,
        /** Keeps its contract against the real backend in every build; options may change in a minor version. */
        BETA,
        /** The same, and options change with notice only. */
        STABLE
    }
}
