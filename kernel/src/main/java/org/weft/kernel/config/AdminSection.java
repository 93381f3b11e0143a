/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.config;

import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** The table {@code [admin]}. */
public record AdminSection(
        @Doc(
                "Loopback address and port of the operators' endpoint: `/metrics`, `/healthz`, `/readyz`, and what `weft plugins` asks. Port 0 lets the system choose; `admin.json` in the data folder tells which.")
        @Default("127.0.0.1:0")
        Address address) {

    public AdminSection {
        if (!address.isLoopback()) {
            throw new InvalidConfig("address", "'" + address + "' is not a loopback address");
        }
    }
}
