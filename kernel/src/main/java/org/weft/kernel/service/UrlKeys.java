/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import org.weft.kernel.observe.Audit;
import org.weft.kernel.state.UrlKeyTable;
import org.weft.kernel.state.UrlKeyTable.Row;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.Forbidden;

/**
 * The keys by which people's programs sign URLs of downloads, one for each person who asked for it. A key lasts until it is
 * ended, and all URLs that it signed end with it. Thread-safe.
 */
public final class UrlKeys {

    private static final int BYTES = 32;

    private final UrlKeyTable table;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    public UrlKeys(UrlKeyTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /**
     * The caller's key, made at the first call: 256 bits in hexadecimal digits. Never log it.
     *
     * @throws Forbidden when the caller's own access is limited
     */
    public String of(Caller caller) {
        requireWhole(caller);
        Optional<Row> known = table.of(caller.user());
        if (known.isPresent() && known.get().username().equals(caller.username())) {
            return known.get().secret();
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        Row fresh = new Row(caller.user(), caller.username(), HexFormat.of().formatHex(bytes), clock.instant());
        Row kept = table.keep(fresh);
        if (kept.secret().equals(fresh.secret())) {
            Audit.entry().addKeyValue("user", caller.user()).log("url-key-made");
        }
        return kept.secret();
    }

    /**
     * Ends the caller's key, if there is one; the next that is asked for is another.
     *
     * @throws Forbidden when the caller's own access is limited
     */
    public void end(Caller caller) {
        requireWhole(caller);
        if (table.remove(caller.user())) {
            Audit.entry().addKeyValue("user", caller.user()).log("url-key-ended");
        }
    }

    private static void requireWhole(Caller caller) {
        if (!caller.scopes().contains(new Scope.User(Scope.Role.OWNER))) {
            throw new Forbidden("your access is limited, and so you can't give any away");
        }
    }
}
