/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What every Weft driver shares, whatever it drives: who calls, how a driver is made, started and closed, what the
 * kernel lends to it, and the closed list of errors.
 *
 * <p>A driver is found by {@link java.util.ServiceLoader}: the jar names a {@link org.weft.spi.DriverFactory} subtype
 * under {@code META-INF/services}. It sees the JDK, this module, {@code org.slf4j} and what its own jar brings; nothing
 * of the kernel. Every method may block, because the kernel calls drivers on a virtual thread per request; none may
 * hold a monitor around I/O, or start a thread of its own instead of using what {@link org.weft.spi.DriverContext}
 * lends.
 *
 * <p>No type here may depend on anything but {@code java.base}, {@code java.sql} and the JSpecify annotations.
 */
@NullMarked
package org.weft.spi;

import org.jspecify.annotations.NullMarked;
