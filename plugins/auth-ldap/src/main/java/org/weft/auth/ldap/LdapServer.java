/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Health;
import org.weft.spi.WeftException.Unavailable;

/**
 * The directory's servers: asks them, and signs in to them to see whether a password is right. Two pools, because a
 * connection that tries a password is whoever tried it last. Thread-safe.
 */
final class LdapServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LdapServer.class);
    private static final int PAGE = 500;

    /** How servers say that a password, or the account, is not good enough. */
    private static final Set<ResultCode> REFUSALS = Set.of(
            ResultCode.INVALID_CREDENTIALS,
            ResultCode.INAPPROPRIATE_AUTHENTICATION,
            ResultCode.UNWILLING_TO_PERFORM,
            ResultCode.CONSTRAINT_VIOLATION,
            ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
            ResultCode.NO_SUCH_OBJECT);

    private final Pools pools;
    private @Nullable LDAPConnectionPool searches;
    private @Nullable LDAPConnectionPool signIns;
    private volatile Health health = Health.up();

    LdapServer(Pools pools) {
        this.pools = pools;
    }

    /** Takes entries one by one. */
    interface Receiver {
        /** @return whether more are wanted */
        boolean take(Entry entry);
    }

    /**
     * Connects and looks whether the base entries are there.
     *
     * @throws IOException with what to do about it
     */
    void start(List<String> bases) throws IOException {
        try {
            searches = pools.searches();
            signIns = pools.signIns();
            for (String base : bases) {
                if (one(base, "1.1").isEmpty()) {
                    throw new IOException("the directory has no entry \"" + base
                            + "\", or the account of bind-dn may not see it; correct the base");
                }
            }
        } catch (LDAPException unreachable) {
            throw new IOException(
                    "the directory can't be reached at " + pools.addresses() + ": "
                            + unreachable.getExceptionMessage(false, false),
                    unreachable);
        } catch (Unavailable unreachable) {
            throw new IOException(unreachable.getMessage(), unreachable);
        }
    }

    Health health() {
        return health;
    }

    /** The entries that a search finds, when only a few can be meant; at most so many. */
    List<? extends Entry> few(String base, Filter filter, int most, String... attributes) {
        SearchRequest request = new SearchRequest(base, SearchScope.SUB, filter, attributes);
        request.setSizeLimit(most);
        try {
            return entries(opened(searches).search(request));
        } catch (LDAPSearchException failure) {
            if (failure.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return entries(failure.getSearchResult());
            }
            throw unavailable(failure);
        }
    }

    /** The entry of this name, when there is one and it fits. */
    Optional<Entry> one(String dn, Filter filter, String... attributes) {
        try {
            SearchRequest request = new SearchRequest(dn, SearchScope.BASE, filter, attributes);
            return entries(opened(searches).search(request)).stream()
                    .<Entry>map(entry -> entry)
                    .findFirst();
        } catch (LDAPSearchException failure) {
            ResultCode code = failure.getResultCode();
            if (code.equals(ResultCode.NO_SUCH_OBJECT) || code.equals(ResultCode.INVALID_DN_SYNTAX)) {
                return Optional.empty();
            }
            throw unavailable(failure);
        }
    }

    Optional<Entry> one(String dn, String... attributes) {
        return one(dn, Filter.createPresenceFilter("objectClass"), attributes);
    }

    /** Pushes all entries that a search finds, read in pages. What a server withholds for their number is logged. */
    void each(String base, Filter filter, Receiver receiver, String... attributes) {
        SearchRequest request = new SearchRequest(base, SearchScope.SUB, filter, attributes);
        boolean[] begun = {false};
        Receiver first = entry -> {
            begun[0] = true;
            return receiver.take(entry);
        };
        try {
            pages(request, first);
        } catch (LDAPException failure) {
            if (begun[0] || failure.getResultCode().isConnectionUsable()) {
                throw unavailable(failure);
            }
            again(request, receiver);
        }
    }

    /** A pooled connection may have died since its last use; nothing was told yet, so another one may. */
    private void again(SearchRequest request, Receiver receiver) {
        try {
            pages(request, receiver);
        } catch (LDAPException failure) {
            throw unavailable(failure);
        }
    }

    private void pages(SearchRequest request, Receiver receiver) throws LDAPException {
        LDAPConnectionPool pool = opened(searches);
        LDAPConnection connection = pool.getConnection();
        try {
            pages(connection, request, receiver);
            pool.releaseConnection(connection);
        } catch (LDAPException failure) {
            pool.releaseConnectionAfterException(connection, failure);
            throw failure;
        } catch (RuntimeException | Error receiverFailed) {
            pool.releaseConnection(connection);
            throw receiverFailed;
        }
    }

    private void pages(LDAPConnection connection, SearchRequest request, Receiver receiver) throws LDAPException {
        @Nullable ASN1OctetString cookie = null;
        do {
            request.setControls(new SimplePagedResultsControl(PAGE, cookie, false));
            SearchResult page;
            boolean cut = false;
            try {
                page = connection.search(request);
            } catch (LDAPSearchException failure) {
                if (!failure.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                    throw failure;
                }
                LOG.atWarn()
                        .addKeyValue("base", request.getBaseDN())
                        .log("ldap-size-limit: the server gave only some entries; raise its limit for bind-dn");
                page = failure.getSearchResult();
                cut = true;
            }
            for (Entry entry : entries(page)) {
                if (!receiver.take(entry)) {
                    return;
                }
            }
            SimplePagedResultsControl answer = SimplePagedResultsControl.get(page);
            cookie = cut || answer == null || !answer.moreResultsToReturn() ? null : answer.getCookie();
        } while (cookie != null);
    }

    /**
     * Signs in as somebody.
     *
     * @param password not empty: with an empty one servers sign everybody in as nobody (RFC 4513, 5.1.2)
     * @return why not; empty when the password is right
     */
    Optional<String> refusal(String dn, String password) {
        try {
            opened(signIns).bind(dn, password);
            health = Health.up();
            return Optional.empty();
        } catch (LDAPException failure) {
            if (!REFUSALS.contains(failure.getResultCode())) {
                throw unavailable(failure);
            }
            String diagnostic = failure.getDiagnosticMessage();
            return Optional.of(failure.getResultCode().getName() + (diagnostic == null ? "" : ": " + diagnostic));
        }
    }

    private static LDAPConnectionPool opened(@Nullable LDAPConnectionPool pool) {
        if (pool == null) {
            throw new Unavailable("the directory is not connected yet");
        }
        return pool;
    }

    private List<? extends Entry> entries(SearchResult answer) {
        health = Health.up();
        @Nullable List<? extends Entry> entries = answer.getSearchEntries();
        return entries == null ? List.of() : entries;
    }

    private Unavailable unavailable(LDAPException failure) {
        String reason = failure.getResultCode().getName() + ": " + failure.getExceptionMessage(false, false);
        health = Health.down("the last question to " + pools.addresses() + " failed, " + reason);
        return new Unavailable(
                "the directory can't be asked now (" + failure.getResultCode().getName() + ")", failure);
    }

    @Override
    public void close() {
        if (searches != null) {
            searches.close();
        }
        if (signIns != null) {
            signIns.close();
        }
    }
}
