/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.identity.db.UrlKeyTable;
import org.weft.kernel.identity.db.UrlKeyTable.Row;
import org.weft.kernel.identity.token.CredentialRef;
import org.weft.kernel.runtime.observe.AuditLog;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.Forbidden;

/**
 * The keys by which people's programs sign URLs of downloads, one for each person who asked for it. A key lasts until it is
 * ended, or what it was fetched by is, and all URLs that it signed end with it. Thread-safe.
 */
public final class UrlSigningKeys {

    private static final int BYTES = 32;
    private static final int NOTED = 10_000;

    private final UrlKeyTable table;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    /** So that a client that asks again and again writes nothing. */
    private final Cache<List<String>, Boolean> noted =
            Caffeine.newBuilder().maximumSize(NOTED).build();

    public UrlSigningKeys(UrlKeyTable table, Clock clock) {
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
            AuditLog.entry().addKeyValue("user", caller.user()).log("url-key-made");
        }
        return kept.secret();
    }

    /**
     * The same for who came by a voucher: when that ends, the key ends for all programs of the person, which fetch another.
     *
     * @param still throws when the voucher has ended meanwhile
     */
    public String of(Caller caller, CredentialRef credential, Runnable still) {
        String key = of(caller);
        if (!credential.name().isEmpty()) {
            List<String> fetch = List.of(caller.user().toString(), credential.name(), key);
            if (noted.getIfPresent(fetch) == null) {
                table.fetched(caller.user(), credential.name());
                noted.put(fetch, true);
            }
            // Only now: what ended before this was noted has not ended the key.
            still.run();
        }
        return key;
    }

    /** Ends keys that were fetched by app passwords and in sessions which have expired; call it now and then. */
    public void sweep() {
        table.removeOrphans();
    }

    /**
     * Ends the caller's key, if there is one; the next that is asked for is another.
     *
     * @throws Forbidden when the caller's own access is limited
     */
    public void end(Caller caller) {
        requireWhole(caller);
        if (table.remove(caller.user())) {
            AuditLog.entry().addKeyValue("user", caller.user()).log("url-key-ended");
        }
    }

    private static void requireWhole(Caller caller) {
        if (!caller.scopes().contains(new Scope.User(Scope.Role.OWNER))) {
            throw new Forbidden("your access is limited, and so you can't give any away");
        }
    }
}
