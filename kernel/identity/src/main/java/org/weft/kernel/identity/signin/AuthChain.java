/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.observe.LogText;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.auth.Outcome.Accepted;
import org.weft.spi.auth.Outcome.Identified;
import org.weft.spi.auth.Outcome.Rejected;

/**
 * Asks the sign-in providers in their order: the first that accepts wins, one that rejects ends it, one that has
 * nothing to say is passed over. A provider that can't be asked is passed over too, but its silence is not taken for a
 * no: when nobody else accepts, the answer is that it can't be told now.
 */
final class AuthChain {

    private static final Logger LOG = LoggerFactory.getLogger(AuthChain.class);

    private static final int WAITING = 256;

    private final Supplier<List<AuthSource>> sources;
    private final SignInLimits limits;
    private final ConcurrentMap<String, Semaphore> turns = new ConcurrentHashMap<>();

    AuthChain(Supplier<List<AuthSource>> sources, SignInLimits limits) {
        this.sources = sources;
        this.limits = limits;
    }

    /** The types on offer at the moment, sorted. */
    Set<String> types() {
        Set<String> types = new TreeSet<>();
        for (AuthSource source : sources.get()) {
            try (Lease<AuthProvider> lease = source.handle().acquire()) {
                types.addAll(lease.driver().types());
            } catch (Unavailable e) {
                LOG.atDebug().addKeyValue("source", source.name()).log("sign-in-source-unavailable");
            }
        }
        return types;
    }

    /**
     * Who was accepted, or identified, and by whom.
     *
     * @param source the provider's name in the configuration
     */
    record Answer(String source, Outcome outcome) {}

    /**
     * Asks for one set of credentials.
     *
     * @param attempt is told right before a provider is asked, and when the answer is no
     * @throws Unauthenticated when they are not accepted
     * @throws InvalidArgument when no provider understands the type
     * @throws Unavailable when a provider that may know can't be asked
     */
    Answer ask(Credentials credentials, Attempt attempt) {
        boolean understood = false;
        Optional<Unavailable> silent = Optional.empty();
        for (AuthSource source : sources.get()) {
            try (Lease<AuthProvider> lease = source.handle().acquire()) {
                if (!lease.driver().types().contains(credentials.type())) {
                    continue;
                }
                understood = true;
                Outcome outcome = inTurn(source, lease.driver(), credentials, attempt);
                if (outcome instanceof Accepted || outcome instanceof Identified) {
                    return new Answer(source.name(), outcome);
                }
                if (outcome instanceof Rejected rejected) {
                    attempt.refused(source.name(), rejected.reason());
                    throw refused(credentials, source.name(), rejected.reason());
                }
            } catch (Unavailable e) {
                LOG.atWarn()
                        .addKeyValue("source", source.name())
                        .addKeyValue("reason", e.text())
                        .setCause(e.getCause())
                        .log("sign-in-source-unavailable");
                silent = Optional.of(e);
            }
        }
        if (silent.isPresent()) {
            throw new Unavailable("it can't be checked at the moment who you are; try again later", silent.get());
        }
        if (!understood) {
            throw new InvalidArgument("no sign-in of type '" + LogText.clean(credentials.type())
                    + "' is on offer here, only " + String.join(", ", types()));
        }
        attempt.failed();
        attempt.refused("all", "nobody knows the account");
        throw refused(credentials, "all", "nobody knows the account");
    }

    private Outcome inTurn(AuthSource source, AuthProvider provider, Credentials credentials, Attempt attempt) {
        Semaphore turn = turns.computeIfAbsent(
                source.name() + '/' + provider.work(), name -> new Semaphore(places(provider.work()), true));
        try {
            if (!turn.tryAcquire(limits.queue().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Throttled("too many sign-ins at once; try again later", limits.queue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("the sign-in was interrupted", e);
        }
        try {
            attempt.admit();
            Outcome outcome = provider.authenticate(credentials);
            if (outcome instanceof Rejected) {
                attempt.failed(); // before the turn is given up, so that the next in the queue finds it counted
            }
            return outcome;
        } catch (WeftException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Unavailable("sign-in provider '" + source.name() + "' failed", e);
        } finally {
            turn.release();
        }
    }

    /** A hash keeps a processor busy, and all others must stay free; who waits for a server elsewhere keeps nobody busy. */
    private int places(AuthProvider.Work work) {
        return switch (work) {
            case COMPUTES -> limits.parallel();
            case WAITS -> WAITING;
        };
    }

    static Unauthenticated refused(Credentials credentials, String source, String reason) {
        LOG.atInfo()
                .addKeyValue("source", source)
                .addKeyValue("type", LogText.clean(credentials.type()))
                .addKeyValue("account", LogText.clean(credentials.clientId()))
                .addKeyValue("reason", LogText.clean(reason))
                .log("sign-in-refused");
        return new Unauthenticated(
                switch (credentials.type()) {
                    case "bearer" -> "the token is not valid here, or has expired";
                    case "browser" -> "the provider did not say who you are; ask the site's administrators";
                    default -> "the name or the password is wrong";
                });
    }

    /** What limits the attempts of one request. */
    interface Attempt {

        /** @throws Throttled when it is too early to try */
        void admit();

        void failed();

        /** @param reason for the audit log, never for the client */
        void refused(String source, String reason);
    }
}
