/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.storage.metadata.PropertyValue;

class MetadataTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "a & b", "<not> \"markup\"", "&amp; twice", "two\r\nlines"})
    void a_text_comes_back_as_it_went(String text) {
        assertThat(MetadataKeys.text(MetadataKeys.fragment(text))).isEqualTo(text);
    }

    @Test
    void a_text_that_webdav_kept_with_its_language_is_told_without() {
        String kept = PropertyValue.attributes("xml:lang=\"en\"") + "this &amp; that";
        assertThat(MetadataKeys.text(kept)).isEqualTo("this & that");
    }

    @Test
    void elements_are_told_as_they_are() {
        assertThat(MetadataKeys.text("<x:a xmlns:x=\"urn:x\">1 &amp; 2</x:a>"))
                .isEqualTo("<x:a xmlns:x=\"urn:x\">1 &amp; 2</x:a>");
    }
}
