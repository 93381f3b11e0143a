/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import org.apache.hadoop.fs.FileSystem;

/**
 * Lets Hadoop see its own class loader as the thread's while it works. It looks for its parts there; and the threads that it
 * starts, some of which stay until the process ends, then hold its libraries only and not the driver, which can go.
 */
final class HadoopClassLoading implements AutoCloseable {

    private final Thread thread = Thread.currentThread();
    private final ClassLoader before = thread.getContextClassLoader();

    private HadoopClassLoading() {}

    static HadoopClassLoading enter() {
        HadoopClassLoading entered = new HadoopClassLoading();
        entered.thread.setContextClassLoader(FileSystem.class.getClassLoader());
        return entered;
    }

    @Override
    public void close() {
        thread.setContextClassLoader(before);
    }
}
