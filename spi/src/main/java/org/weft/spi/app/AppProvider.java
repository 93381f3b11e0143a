/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.app;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Driver;
import org.weft.spi.Unstable;
import org.weft.spi.http.HttpExtension;

/** Opens files in web applications. One instance may bring several applications. */
@Unstable("until a second provider is built on it")
public interface AppProvider extends Driver {

    /**
     * The applications that can be used now. Answers at once, from what the provider knows; one that is down is left
     * out. Names are unique within the instance.
     */
    List<AppInfo> apps();

    /**
     * Prepares the opening of a file: says what the browser shall load.
     *
     * @param request what is wanted, and the session that the kernel made for it
     * @param files the file, within that session
     * @throws org.weft.spi.WeftException.NotFound when there is no such application
     * @throws org.weft.spi.WeftException.Unsupported when it can't open this kind of file
     * @throws IOException when the application can't be reached
     */
    AppSession open(OpenRequest request, FileAccess files) throws IOException;

    /**
     * For work that no request asks for, such as saving what people typed. The kernel calls it every few seconds on each
     * node, one call at a time on a node, and not at all while the instance is away; so what is to be done must be kept in
     * {@link org.weft.spi.DriverContext#database}, where any node finds it.
     *
     * @param sessions turns kept tokens into file access
     * @throws IOException told in the log; the next call comes as usual
     */
    default void tend(AppSessions sessions) throws IOException {}

    /**
     * The endpoints that the application calls back, served below {@link OpenRequest#endpoint}. Asked for each
     * request, so it should cost nothing.
     *
     * @param sessions turns the token of this request into file access; its calls bear the request's trace
     */
    default Optional<HttpExtension> http(AppSessions sessions) {
        return Optional.empty();
    }
}
