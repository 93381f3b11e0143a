/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.weft.kernel.http.ServerKeys;
import org.weft.kernel.runtime.config.AdminSection;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.config.TlsSection;

/** The certificates of the server's own ports, from the configuration. */
public final class TlsKeys {

    /** How soon a changed file is noticed. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    private TlsKeys() {}

    /** @throws StartFailure when the files are unfit */
    static Optional<ServerKeys> keys(TlsSection section) throws StartFailure {
        return section.isOn()
                ? Optional.of(read(
                        "tls",
                        section.certificate().orElseThrow(),
                        section.key().orElseThrow()))
                : Optional.empty();
    }

    /** @throws StartFailure when the files are unfit */
    static Optional<ServerKeys> keys(AdminSection section) throws StartFailure {
        if (section.certificate().isEmpty()) {
            return Optional.empty();
        }
        ServerKeys keys =
                read("admin", section.certificate().get(), section.key().orElseThrow());
        try {
            return Optional.of(
                    section.clientCa().isPresent()
                            ? keys.askingClients(section.clientCa().get())
                            : keys);
        } catch (IOException unfit) {
            throw StartFailure.misconfigured("client-ca in [admin]: " + unfit.getMessage());
        }
    }

    private static ServerKeys read(String section, Path certificate, Path key) throws StartFailure {
        try {
            return ServerKeys.read(certificate, key);
        } catch (IOException unfit) {
            throw StartFailure.misconfigured("[" + section + "]: " + unfit.getMessage());
        }
    }

    /**
     * Reads the files, and tells when they end.
     *
     * @throws StartFailure when they are unfit, or hold not yet or no more
     */
    public static void check(ServerConfig config, PrintWriter notes, Clock clock) throws StartFailure {
        tell("[tls]", keys(config.tls()), notes, clock);
        tell("[admin]", keys(config.admin()), notes, clock);
    }

    private static void tell(String where, Optional<ServerKeys> keys, PrintWriter notes, Clock clock)
            throws StartFailure {
        if (keys.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Instant ends = keys.get().ends();
        String day = ends.atZone(ZoneOffset.UTC).toLocalDate().toString();
        if (ends.isBefore(now)) {
            throw StartFailure.misconfigured(where + ": the certificate ended on " + day + "; renew it");
        }
        if (keys.get().begins().isAfter(now)) {
            throw StartFailure.misconfigured(
                    where + ": the certificate holds only from " + keys.get().begins());
        }
        notes.println("note: the certificate of " + where + " (" + keys.get().subject() + ") ends on " + day + ", in "
                + Duration.between(now, ends).toDays() + " days");
    }
}
