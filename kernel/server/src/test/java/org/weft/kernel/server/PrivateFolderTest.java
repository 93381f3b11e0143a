/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateFolderTest {

    @TempDir
    private Path tmp;

    @Test
    void a_new_one_is_for_the_servers_user_alone() throws IOException {
        Path folder = tmp.resolve("a/b");
        PrivateFolder.make(folder);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PrivateFolder.isOpen(folder)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"rwxr-xr-x,true", "rwxr-x--x,true", "rwxr-x---,false"})
    void one_that_is_there_stays_as_it_is_and_it_is_known_whether_others_look_in(String mode, boolean open)
            throws IOException {
        Path folder = Files.createDirectory(tmp.resolve("a"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
        PrivateFolder.make(folder);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo(mode);
        assertThat(PrivateFolder.isOpen(folder)).isEqualTo(open);
    }
}
