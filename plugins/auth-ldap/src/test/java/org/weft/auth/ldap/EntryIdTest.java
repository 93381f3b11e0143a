/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Entry;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Ids as directories keep them. */
class EntryIdTest {

    private static final byte[] GUID = HexFormat.of().parseHex("33221100554477668899aabbccddeeff");
    private static final String AS_TEXT = "00112233-4455-6677-8899-aabbccddeeff";

    private final EntryId guid = new EntryId("objectGUID");

    @Test
    void a_guid_is_told_as_microsofts_tools_tell_it() {
        Entry entry = new Entry("cn=x");
        entry.addAttribute("objectGUID", GUID);
        assertThat(guid.of(entry)).contains(AS_TEXT);
    }

    @Test
    void a_guid_is_asked_for_as_the_server_keeps_it() {
        assertThat(guid.is(AS_TEXT))
                .hasValueSatisfying(
                        filter -> assertThat(filter.getAssertionValueBytes()).isEqualTo(GUID));
        assertThat(guid.is("einstein")).isEmpty();
    }

    @Test
    void any_other_attribute_is_its_own_text() {
        Entry entry = new Entry("cn=x");
        entry.addAttribute("entryUUID", AS_TEXT);
        assertThat(new EntryId("entryUUID").of(entry)).contains(AS_TEXT);
        assertThat(new EntryId("uid").of(entry)).isEmpty();
    }
}
