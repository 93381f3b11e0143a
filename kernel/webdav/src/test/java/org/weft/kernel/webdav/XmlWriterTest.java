/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class XmlWriterTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final XmlWriter xml = new XmlWriter(bytes);

    private String written() throws IOException {
        xml.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void text_is_escaped_and_what_xml_cannot_hold_replaced() throws IOException {
        xml.text("a<b>&\"ü日𝄞\n\r\u0001\ud800.");
        assertThat(written()).isEqualTo("a&lt;b&gt;&amp;&quot;ü日𝄞\n&#13;\ufffd\ufffd.");
    }

    @Test
    void names_in_links_are_percent_encoded() throws IOException {
        xml.segment("a b/ü𝄞%?#&<");
        assertThat(written()).isEqualTo("a%20b%2F%C3%BC%F0%9D%84%9E%25%3F%23%26%3C");
    }

    @Test
    void numbers_and_dates_are_written() throws IOException {
        xml.number(0)
                .raw(" ")
                .number(10)
                .raw(" ")
                .number(Long.MAX_VALUE)
                .raw(" ")
                .number(-5)
                .raw(" ")
                .date(784111777);
        assertThat(written()).isEqualTo("0 10 9223372036854775807 -5 Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @Test
    void nothing_is_lost_where_buffers_end() throws IOException {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            xml.text("日" + i).number(i);
            expected.append("日").append(i).append(i);
        }
        assertThat(written()).isEqualTo(expected.toString());
    }
}
