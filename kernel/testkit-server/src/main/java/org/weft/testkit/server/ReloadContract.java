/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.weft.testkit.Since;

/**
 * The plugin of a storage comes and goes without a trace; see {@link PluginReloadContract}. The storage is listed through
 * WebDAV, and written, unless it can't be.
 *
 * <pre>{@code
 * class MyReloadIT extends ReloadContract {
 *     @Override protected Path jar(Path tmp) { return Path.of("target/my-storage.jar"); }
 *     @Override protected String storage(Path tmp) { return """
 *             driver = "my"
 *             options = { root = "%s" }
 *             """.formatted(tmp); }
 * }
 * }</pre>
 */
@Since("0.1")
public abstract class ReloadContract extends PluginReloadContract {

    private static final String FOLDER = "/dav/tree/under-test/ROUND";
    private static final String SECTION =
            "[[storage]]\nname = \"under-test\"\nmount = \"/under-test\"\neveryone = \"write\"\n";

    /**
     * The lines of a {@code [[storage]]} section that name the driver and its options.
     *
     * @param tmp a folder for this test alone, which exists
     */
    protected abstract String storage(Path tmp) throws IOException;

    /** Whether the storage can be written; else it is only listed and read. */
    protected boolean isWritable() {
        return true;
    }

    @Override
    protected final String config(Path tmp) throws IOException {
        return SECTION + storage(tmp);
    }

    @Override
    protected final List<Use> uses() {
        List<Use> uses = new ArrayList<>();
        uses.add(Use.of("PROPFIND", "/dav/tree/under-test/", "", 207));
        if (isWritable()) {
            uses.add(Use.of("MKCOL", FOLDER, "", 201));
            uses.add(new Use("PUT", FOLDER + "/file", "text", WeftServer.USER, WeftServer.SECRET, Set.of(201, 204)));
            uses.add(Use.of("GET", FOLDER + "/file", "", 200));
            uses.add(Use.of("PROPFIND", FOLDER, "", 207));
            uses.add(Use.of("DELETE", FOLDER, "", 204));
        }
        return uses;
    }
}
