/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.nio.file.Path;
import java.util.Optional;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Secret;

/** The table {@code [admin]}. */
public record AdminSection(
        @Doc("Address and port of the operators' endpoint: `/metrics`, `/healthz`, `/readyz`, and what `weft"
                + " plugins` asks. Port 0 lets the system choose; `admin.json` in the data folder tells which. Off"
                + " loopback it wants `token`, or `certificate`, `key` and `client-ca`.")
        @Default("127.0.0.1:0")
        Address address,

        @Doc("What callers off loopback send as `Authorization: Bearer`; at least 16 characters.") @Secret
        Optional<String> token,

        @Doc("PEM file with the certificate of this port, for TLS on it.")
        Optional<Path> certificate,

        @Doc("PEM file with that certificate's key.") Optional<Path> key,

        @Doc("PEM file with the authority whose certificates callers must show.")
        Optional<Path> clientCa) {

    private static final int SHORTEST = 16;

    public AdminSection {
        if (certificate.isPresent() != key.isPresent()) {
            throw new InvalidConfig(
                    certificate.isPresent() ? "key" : "certificate", "a certificate and its key are named together");
        }
        if (clientCa.isPresent() && certificate.isEmpty()) {
            throw new InvalidConfig("client-ca", "callers show certificates only where the port has one of its own");
        }
        if (certificate.isPresent() && token.isEmpty() && clientCa.isEmpty()) {
            throw new InvalidConfig(
                    "certificate", "a port with TLS asks its callers for something too: set token or client-ca");
        }
        if (token.isPresent() && token.get().strip().length() < SHORTEST) {
            throw new InvalidConfig("token", "a token of less than " + SHORTEST + " characters can be guessed");
        }
        if (!address.isLoopback() && token.isEmpty() && clientCa.isEmpty()) {
            throw new InvalidConfig(
                    "address",
                    "'" + address + "' is not a loopback address: set token, or certificate, key and client-ca");
        }
    }

    /** Shows everything but the secret. */
    @Override
    public String toString() {
        return "AdminSection[address=" + address + ", certificate=" + certificate + ", clientCa=" + clientCa + "]";
    }
}
