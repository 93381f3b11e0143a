/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** How {@link PluginFolders} asks the file system. */
interface FolderReader {

    /** The archives in a folder, by their names alone; all of them, or a failure. */
    List<Path> list(Path folder) throws IOException;

    /** What lies at a path. */
    BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException;

    /** The file system itself. */
    final class Disk implements FolderReader {

        @Override
        public List<Path> list(Path folder) throws IOException {
            List<Path> names = new ArrayList<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{jar,zip}")) {
                files.forEach(names::add);
            } catch (DirectoryIteratorException broken) {
                throw broken.getCause();
            }
            return names;
        }

        @Override
        public BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
            return Files.readAttributes(path, BasicFileAttributes.class, options);
        }
    }
}
