/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PathCodecTest {

    @Test
    void paths_come_through_unchanged() {
        for (String path : List.of("/", "/a b/c", "/ü/日本/𝄞", "/100%/#?/a+b;c=d&e", "/e\u0301 and \u00e9", "/'\"<>")) {
            String encoded = PathCodec.encode(path);
            assertThat(encoded).matches("[!-~]*").doesNotContain("#", "?", "\"", "<", "&");
            assertThat(PathCodec.decode(encoded)).isEqualTo(path);
        }
    }
}
