/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.webdav.IfHeader.Conditions;
import org.weft.kernel.webdav.IfHeader.Tag;
import org.weft.kernel.webdav.IfHeader.Token;
import org.weft.spi.WeftException.InvalidArgument;

class IfHeaderTest {

    @Test
    void untagged_lists_are_about_the_request() {
        assertThat(IfHeader.parse("(<urn:uuid:a> [\"e)t\"]) (Not <DAV:no-lock>)")
                        .lists())
                .containsExactly(
                        new Conditions(
                                Optional.empty(),
                                List.of(new Token(false, "urn:uuid:a"), new Tag(false, "e)t", false))),
                        new Conditions(Optional.empty(), List.of(new Token(true, "DAV:no-lock"))));
    }

    @Test
    void tagged_lists_are_about_their_resource() {
        assertThat(IfHeader.parse("<http://h/a> (<urn:x:1>)([W/\"w\"]) </b> (not [\"z\"])")
                        .lists())
                .containsExactly(
                        new Conditions(Optional.of("http://h/a"), List.of(new Token(false, "urn:x:1"))),
                        new Conditions(Optional.of("http://h/a"), List.of(new Tag(false, "w", true))),
                        new Conditions(Optional.of("/b"), List.of(new Tag(true, "z", false))));
    }

    @Test
    void every_token_counts_as_shown() {
        assertThat(IfHeader.parse("(<urn:x:1>) (Not <urn:x:2> [\"e\"])").tokens())
                .containsExactlyInAnyOrder("urn:x:1", "urn:x:2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "()",
                "(",
                "(<urn:x:1>",
                "<urn:x:1>",
                "(<>)",
                "(<nocolon>)",
                "([e])",
                "([\"e\")",
                "(Not)",
                "(<urn:x:1>) x",
                "</a>",
                "</a> (<urn:x:1>) (",
                "(<urn:x:1>) </a> (<urn:x:2>)",
                "x(<urn:x:1>)"
            })
    void malformed_headers_are_refused(String text) {
        assertThatThrownBy(() -> IfHeader.parse(text)).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void a_header_without_end_is_refused() {
        String many = "(<urn:x:1>)".repeat(1001);
        assertThatThrownBy(() -> IfHeader.parse(many)).isInstanceOf(InvalidArgument.class);
    }
}
