/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.sharing.invite.InviteToken;
import org.weft.spi.WeftException.InvalidArgument;

class PeerHostTest {

    @ParameterizedTest
    @CsvSource({
        "Files.Example.ORG,files.example.org",
        "files.example.org.,files.example.org",
        "files.example.org:443,files.example.org",
        "https://files.example.org/,files.example.org",
        "http://files.example.org,files.example.org",
        "http://files.example.org:80/,files.example.org",
        "files.example.org:8443,files.example.org:8443",
        "b\u00fccher.example,xn--bcher-kva.example",
        "XN--BCHER-KVA.example,xn--bcher-kva.example",
        "127.0.0.1:9,127.0.0.1:9",
        "[::1]:9,[::1]:9",
        "\u043c\u0438\u0440.\u0440\u0444,xn--h1ahn.xn--p1ai",
        "\u65e5\u672c\u3072.example,xn--y9j322nb2a.example"
    })
    void a_host_has_one_form(String written, String normal) {
        assertThat(PeerHost.parse(written).text()).isEqualTo(normal);
        assertThat(PeerHost.parse(normal).text()).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a/b",
                "user@host",
                "host:0",
                "host:99999",
                "host:x",
                "host?x",
                "host#x",
                "a..b",
                "-a.b",
                "a_b.c",
                "ftp://host",
                "host\\x",
                "[::1",
                "a\u0000b",
                "host:80:80",
                "javascript:alert(1)"
            })
    void what_is_no_host_is_refused(String written) {
        assertThatThrownBy(() -> PeerHost.parse(written)).isInstanceOf(InvalidArgument.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c\u0435rn.ch", // one Cyrillic letter among Latin ones
                "\u0441\u0435\u0441.example", // all Cyrillic, all like Latin
                "\u03bf\u03c5\u03c1.example", // all Greek, all like Latin
                "xn--80ak6aa92e.com", // a famous one, in its ASCII form
                "xn--a-b\u0435.example",
                "\u4e2d\u0430.example" // scripts that no word mixes
            })
    void names_that_look_like_others_are_refused(String written) {
        assertThatThrownBy(() -> PeerHost.parse(written)).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void an_invitation_is_read_from_its_end() {
        PeerHost host = PeerHost.parse("a.example");
        InviteToken text = new InviteToken("token@with@at", host);

        assertThat(InviteToken.parse(text.written(), Optional.empty())).isEqualTo(text);
        assertThat(InviteToken.parse(text.written().replace("=", ""), Optional.of(host)))
                .isEqualTo(text);
        assertThat(InviteToken.parse("0123456789abcdef0123456789abcdef", Optional.of(host))
                        .token())
                .isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(text).hasToString("invitation from a.example");
    }
}
