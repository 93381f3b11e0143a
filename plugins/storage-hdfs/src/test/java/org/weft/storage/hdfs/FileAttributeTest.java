/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Kind;

class FileAttributeTest {

    private static final Checksum SHA1 =
            new Checksum(Checksum.Algorithm.SHA1, "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d");
    private static final Checksum ADLER = new Checksum(Checksum.Algorithm.ADLER32, "062c0215");

    private static InodeStatus file(long inode, long mtime, long size) {
        return new InodeStatus(inode, Kind.FILE, size, mtime, (short) 0644, "group", 3, false, false);
    }

    private static final Checksum MD5 = new Checksum(Checksum.Algorithm.MD5, "900150983cd24fb0d6963f7d28e17f72");

    @Test
    void it_comes_back_as_it_was_written() {
        for (List<Checksum> digests : List.of(
                List.<Checksum>of(),
                List.of(SHA1),
                List.of(ADLER),
                List.of(MD5),
                List.of(SHA1, ADLER),
                List.of(SHA1, ADLER, MD5))) {
            FileAttribute mark = FileAttribute.of(7, file(8, 9, 10), digests);
            assertThat(FileAttribute.decode(mark.encode())).contains(mark);
            assertThat(mark.encode()).hasSizeLessThanOrEqualTo(78);
            assertThat(mark.checksums(file(8, 9, 10))).isEqualTo(digests);
        }
    }

    @Test
    void digests_hold_only_as_long_as_the_file_is_as_it_was() {
        FileAttribute mark = FileAttribute.of(7, file(8, 9, 10), List.of(SHA1));
        assertThat(mark.checksums(file(8, 9, 11))).isEmpty();
        assertThat(mark.checksums(file(8, 8, 10))).isEmpty();
        assertThat(mark.originOf(file(8, 1, 1))).isEqualTo(7);
    }

    @Test
    void a_copy_with_the_attributes_of_another_file_is_a_file_of_its_own() {
        FileAttribute mark = FileAttribute.of(7, file(8, 9, 10), List.of(SHA1));
        assertThat(mark.originOf(file(20, 9, 10))).isEqualTo(20);
        assertThat(mark.checksums(file(20, 9, 10))).isEmpty();
    }

    @Test
    void what_is_not_ours_is_not_read() {
        assertThat(FileAttribute.decode(new byte[0])).isEmpty();
        assertThat(FileAttribute.decode(new byte[38])).isEmpty();
        byte[] longer = java.util.Arrays.copyOf(
                FileAttribute.of(7, file(8, 9, 10), List.of()).encode(), 50);
        assertThat(FileAttribute.decode(longer)).isEmpty();
    }
}
