/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weft.spi.storage.Checksum;

/** What the attribute holds comes back, in a size that fits an ext4 inode. */
class NodeAttributeTest {

    private static final List<Checksum> DIGESTS = List.of(
            new Checksum(Checksum.Algorithm.SHA1, "fff4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
            new Checksum(Checksum.Algorithm.ADLER32, "862c0215"));

    private static int roundTrip(NodeAttribute attribute) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(256);
            int length = attribute.encode(memory);
            assertThat(NodeAttribute.decode(memory, length)).isEqualTo(attribute);
            assertThat(NodeAttribute.decode(memory, length - 1)).isNull();
            return length;
        }
    }

    @Test
    void a_file_comes_back() {
        NodeAttribute file = NodeAttribute.file(new Id(-1, 42), -5L, 123_456_789_012_345L, (1L << 48) - 1, DIGESTS);
        assertThat(roundTrip(file)).isLessThanOrEqualTo(68);
        assertThat(file.checksums()).isEqualTo(DIGESTS);
        assertThat(file.isOf(-5L)).isTrue();
        assertThat(file.isOf(-6L)).isFalse();
        assertThat(file.isFolder()).isFalse();
    }

    @Test
    void a_file_without_digests_tells_none() {
        NodeAttribute file = NodeAttribute.file(new Id(1, 2), 3, -4, 5, List.of());
        roundTrip(file);
        assertThat(file.checksums()).isEmpty();
    }

    @Test
    void a_folder_comes_back() {
        NodeAttribute folder =
                NodeAttribute.folder(new Id(1, 2), 1L << 50, 4, 5).changed(Long.MAX_VALUE, 6, 7);
        assertThat(roundTrip(folder.asSpace())).isLessThanOrEqualTo(68);
        assertThat(folder.asSpace().isSpace()).isTrue();
        assertThat(folder.isFolder()).isTrue();
    }

    @Test
    void what_is_not_ours_is_not_read() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(256).fill((byte) 'x');
            assertThat(NodeAttribute.decode(memory, 68)).isNull();
            assertThat(NodeAttribute.decode(memory, 0)).isNull();
            assertThat(NodeAttribute.decode(memory, -61)).isNull();
        }
    }

    @Test
    void ids_are_read_in_just_one_spelling() {
        Id id = new Id(0x0123456789abcdefL, -2);
        assertThat(Id.parse(id.text())).contains(id);
        assertThat(Id.parse(id.text().substring(1))).isEmpty();
        assertThat(Id.parse("!".repeat(22))).isEmpty();
        assertThat(Id.parse("A".repeat(21) + "B")).isEmpty();
    }
}
