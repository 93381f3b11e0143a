/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.Since;

/** What {@code open} promises. */
@Since("0.1")
abstract class OpenContract extends Cases {

    @Test
    void the_whole_content_comes_back() throws IOException {
        bench().requiresWriting();
        String text = numbered(125_000);
        bench().put("/a", text);
        String read = bench().read("/a");
        assertThat(read.length()).as("bytes of the content").isEqualTo(text.length());
        int differs = IntStream.range(0, text.length())
                .filter(at -> text.charAt(at) != read.charAt(at))
                .findFirst()
                .orElse(-1);
        assertThat(differs).as("the first byte that is another").isEqualTo(-1);
    }

    /** Lines of eight bytes that tell where they belong: pieces in another order are seen, whatever their size. */
    private static String numbered(int lines) {
        StringBuilder text = new StringBuilder(8 * lines);
        for (int i = 0; i < lines; i++) {
            text.append(String.format(Locale.ROOT, "%07d\n", i));
        }
        return text.toString();
    }

    /** Storages that keep a content in pieces have to find the right one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 8191, 65_536, 262_143, 262_144, 300_005, 524_288, 999_000})
    void a_part_of_a_large_file_is_just_that_part(int offset) throws IOException {
        bench().requiresWriting();
        String text = numbered(125_000);
        bench().put("/a", text);
        assertThat(part(offset, 1000))
                .as("1000 bytes from %d on", offset)
                .isEqualTo(text.substring(offset, offset + 1000));
    }

    @Test
    void an_empty_file_is_empty() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "");
        assertThat(bench().stat("/a").size()).isZero();
        assertThat(bench().read("/a")).isEmpty();
    }

    @Test
    void a_part_is_just_that_part() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "0123456789");
        assertThat(part(3, 4)).isEqualTo("3456");
        assertThat(part(0, 1)).isEqualTo("0");
        assertThat(part(9, 1)).isEqualTo("9");
        assertThat(part(5, 0)).isEmpty();
    }

    private String part(long offset, long length) throws IOException {
        byte[] bytes = bench().bytes(StorageBench.at("/a"), new ReadSpec(node -> new ReadSpec.Span(offset, length)));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void the_selection_sees_the_node_that_was_opened() throws IOException {
        bench().requiresWriting();
        Node put = bench().put("/a", "0123456789");
        ReadSpec spec = new ReadSpec(opened -> {
            assertThat(opened.etag()).isEqualTo(put.etag());
            return new ReadSpec.Span(opened.size() - 2, 2);
        });
        assertThat(bench().bytes(StorageBench.at("/a"), spec)).isEqualTo("89".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void what_the_selection_throws_is_the_answer() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "x");
        ReadSpec refusing = new ReadSpec(opened -> {
            throw new PreconditionFailed("no");
        });
        assertThatThrownBy(() -> bench().bytes(StorageBench.at("/a"), refusing)).isInstanceOf(PreconditionFailed.class);
    }

    @Test
    void a_folder_cannot_be_opened() {
        assertThatThrownBy(() -> bench().read("/")).isInstanceOf(Conflict.class);
    }

    @Test
    void a_missing_file_is_not_found() {
        assertThatThrownBy(() -> bench().read("/missing")).isInstanceOf(NotFound.class);
    }

    @Test
    void an_opened_content_stays_whole_while_the_file_is_replaced_and_deleted() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.ATOMIC_PUT);
        bench().put("/a", "old content");
        try (Content content = bench().driver().open(bench().anna(), StorageBench.at("/a"), ReadSpec.whole())) {
            bench().put("/a", "new");
            bench().delete("/a");
            assertThat(new String(StorageBench.bytes(content), StandardCharsets.UTF_8))
                    .isEqualTo("old content");
        }
    }
}
