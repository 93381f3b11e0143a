/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How CS3 is served.
 *
 * @param listen where; port 0 lets the system choose
 * @param reflection whether clients may ask which services there are, without signing in
 * @param drain how long calls may take to finish when the server stops
 */
public record Cs3Settings(InetSocketAddress listen, boolean reflection, Duration drain) {}
