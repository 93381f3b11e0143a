/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.ocm;

import java.net.URI;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * {@link OcmConformance} for a server that is named on the command line, so that nobody needs to write a class. System
 * properties say which: {@code ocm.server}, and what else is known, {@code ocm.address}, {@code ocm.recipient} and
 * {@code ocm.invitation}.
 */
@SuppressWarnings("JUnitTestClassNaming")
public final class OcmSuite extends OcmConformance {

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty("ocm." + name)).filter(value -> !value.isBlank());
    }

    @Override
    protected URI server() {
        return property("server")
                .map(URI::create)
                .orElseThrow(
                        () -> new TestAbortedException("say which server: -Docm.server=https://files.example.org"));
    }

    @Override
    protected Optional<String> address() {
        return property("address");
    }

    @Override
    protected Optional<String> recipient() {
        return property("recipient");
    }

    @Override
    protected Optional<String> invitation() {
        return property("invitation");
    }
}
