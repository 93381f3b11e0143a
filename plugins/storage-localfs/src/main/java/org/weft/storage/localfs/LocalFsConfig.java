/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Size;

/** The options of a {@code localfs} mount. */
@Doc("A tree of a local Linux file system with user extended attributes.")
public record LocalFsConfig(
        @Doc("The folder that is served; made when missing. One running server owns it.")
        Path root,

        @Doc("Whether a change is on the disk before it is answered; without it a power cut may lose the last ones.")
        @Default("true")
        boolean durable,

        @Doc("How many bytes each personal space may hold, and all the rest together; without it only the disk limits.")
        Optional<Size> quota,

        @Doc("How often the whole tree is looked through for changes that other programs made; without it they are seen"
                + " when they are next accessed.")
        Optional<Duration> scan) {

    /** A durable storage without quota and scan. */
    static LocalFsConfig of(Path root) {
        return new LocalFsConfig(root, true, Optional.empty(), Optional.empty());
    }
}
