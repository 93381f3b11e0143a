/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

/**
 * Makes drivers of one name. Implementations are public, have a public constructor without parameters, and implement
 * one of the sub-interfaces, whose names are the service types under {@code META-INF/services}.
 *
 * @param <C> the record that holds the driver's options; its components carry the annotations of
 *     {@code org.weft.spi.config}, from which the kernel binds, validates and documents
 * @param <D> the kind of driver
 */
public interface DriverFactory<C extends Record, D extends Driver> {

    /** The word that a site's configuration uses as {@code driver = "…"}; unique within a kind. */
    String name();

    /** The class of the options. */
    Class<C> configType();

    /**
     * Makes an instance; cheap, no I/O.
     *
     * @throws InvalidConfig when the options contradict each other in a way that the annotations can't say
     */
    D create(C config, DriverContext context);
}
