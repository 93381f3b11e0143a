/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Web applications that open files: office suites, editors, viewers. An {@link org.weft.spi.app.AppProvider} says which
 * applications there are and how a browser opens one; all that it can do to a file goes through {@link
 * org.weft.spi.app.FileAccess}, which is bound to one session and ends with it.
 *
 * <p><b>Sessions.</b> A session is a row of the kernel's: caller, application, mode and end. A token names a session and one
 * file, and the kernel signs it; it is good for nothing else. Any node of the site, and a plugin after a swap, gets the
 * file access back from the token with {@link org.weft.spi.app.AppSessions}. Rights are
 * judged again on every call, so a revoked share or a signed-out user stops at once.
 *
 * <p><b>Failure.</b> As in {@link org.weft.spi.storage}: a call does the whole thing or nothing. After the session's end
 * every call fails with {@link org.weft.spi.WeftException.Unauthenticated}, and with {@link
 * org.weft.spi.WeftException.Forbidden} what the session's mode does not allow.
 *
 * <p><b>Concurrency.</b> Everything here may be called from any number of threads.
 *
 * <p><b>Who builds what.</b> Plugins build {@link org.weft.spi.app.AppInfo}, {@link org.weft.spi.app.AppSession} and {@link
 * org.weft.spi.app.Write}; the kernel builds the rest.
 */
@NullMarked
package org.weft.spi.app;

import org.jspecify.annotations.NullMarked;
