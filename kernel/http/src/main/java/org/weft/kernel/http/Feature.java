/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;
import java.util.List;
import org.weft.kernel.runtime.job.Job;
import org.weft.kernel.runtime.limit.Brake;

/**
 * A part of the server that serves: a protocol, the pages. Its constructor makes it of services and of the settings that it
 * needs; it knows no other feature. A server is a list of features.
 */
public interface Feature extends AutoCloseable {

    /** One word, for logs. */
    String name();

    /** Takes its prefixes. The router refuses a prefix and method twice, so the order of features means nothing. */
    default void routes(Router router) {}

    /** What it has to do again and again. */
    default List<Job> jobs() {
        return List.of();
    }

    /** What slows down who asks it too much. Asked once its routes are taken. */
    default List<Brake> brakes() {
        return List.of();
    }

    /**
     * Opens what it listens on besides HTTP. Called once, when all features are made.
     *
     * @throws IOException when it can't; the server does not start then
     */
    default void start() throws IOException {}

    /** Ends what {@link #start} began, and may be called without it. */
    @Override
    default void close() {}
}
