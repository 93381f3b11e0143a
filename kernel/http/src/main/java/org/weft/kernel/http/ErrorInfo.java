/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.Optional;
import org.weft.spi.ErrorCode;

/**
 * What went wrong, as a client may know it.
 *
 * @param status the HTTP status
 * @param message safe to show
 * @param code which of the known failures it is; empty for what only HTTP knows
 */
public record ErrorInfo(int status, String message, Optional<ErrorCode> code) {}
