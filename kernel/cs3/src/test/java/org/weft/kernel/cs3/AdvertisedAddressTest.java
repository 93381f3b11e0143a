/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdvertisedAddressTest {

    @Test
    void an_address_of_all_addresses_is_told_as_the_one_that_the_client_used() {
        assertThat(AdvertisedAddress.of("http://0.0.0.0:19001", "files.example:19000"))
                .isEqualTo("http://files.example:19001");
        assertThat(AdvertisedAddress.of("0.0.0.0:19000", "10.1.2.3:19000")).isEqualTo("10.1.2.3:19000");
        assertThat(AdvertisedAddress.of("http://[::]:19001", "[2001:db8::1]:19000"))
                .isEqualTo("http://[2001:db8::1]:19001");
        assertThat(AdvertisedAddress.of("http://0.0.0.0:19001", "files.example"))
                .isEqualTo("http://files.example:19001");
    }

    @Test
    void any_other_address_stays_as_it_is() {
        assertThat(AdvertisedAddress.of("http://127.0.0.1:19001", "files.example:1"))
                .isEqualTo("http://127.0.0.1:19001");
        assertThat(AdvertisedAddress.of("https://files.example", "evil.example:1"))
                .isEqualTo("https://files.example");
        assertThat(AdvertisedAddress.of("http://0.0.0.0:19001", "")).isEqualTo("http://0.0.0.0:19001");
        assertThat(AdvertisedAddress.of("http://0.0.0.0:19001", "evil/x@y")).isEqualTo("http://0.0.0.0:19001");
    }
}
