/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException.Unavailable;

/**
 * A document of the provider, fetched when it is needed first and then kept. Whoever comes while it is fetched for the
 * first time waits for that one fetch; later fetches hold nobody up. While the provider is silent, the old document serves
 * on for {@link #OUTAGE}, also after a restart, and the provider is left alone for {@link #PAUSE} after each failure.
 * Thread-safe.
 */
final class Kept<T extends Kept.Document> {

    /** What can be written to a file, and made of it again. */
    interface Document {
        Map<String, Object> fields();
    }

    /** How long a document serves that can't be fetched anew. */
    static final Duration OUTAGE = Duration.ofHours(24);

    /** The least time between two fetches that something other than age asked for. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private final Supplier<T> fetch;
    private final Function<Map<String, Object>, T> form;
    private final KeptFile file;
    private final Duration lifetime;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Copy<T> copy;
    private volatile @Nullable Failure failure;
    private boolean fileWasRead;

    /**
     * @param form makes a document of the fields that stand in the file
     * @param file where it outlives the server
     */
    Kept(Supplier<T> fetch, Function<Map<String, Object>, T> form, KeptFile file, Duration lifetime, Clock clock) {
        this.fetch = fetch;
        this.form = form;
        this.file = file;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /**
     * The document.
     *
     * @throws Unavailable when there is none and none can be fetched
     */
    T get() {
        Copy<T> known = copy;
        if (known == null || isOlder(known.fetched(), OUTAGE)) {
            known = first();
        }
        if (isOlder(known.fetched(), lifetime) && mayTry() && fetching.tryLock()) {
            try {
                if (copy == known) {
                    return refetch().value();
                }
            } catch (Unavailable silent) {
                return known.value(); // and the health tells
            } finally {
                fetching.unlock();
            }
        }
        return known.value();
    }

    private Copy<T> first() {
        fetching.lock();
        try {
            if (!fileWasRead) {
                fileWasRead = true;
                copy = fromFile();
            }
            Copy<T> known = copy;
            if (known != null && !isOlder(known.fetched(), OUTAGE)) {
                return known;
            }
            Failure failed = failure;
            if (failed != null && !isOlder(failed.at(), PAUSE)) {
                throw failed.reason();
            }
            return refetch();
        } finally {
            fetching.unlock();
        }
    }

    private @Nullable Copy<T> fromFile() {
        KeptFile.Dated kept = file.read(clock.instant()).orElse(null);
        if (kept == null) {
            return null;
        }
        try {
            return new Copy<>(form.apply(kept.fields()), kept.fetched());
        } catch (Unavailable wrong) {
            return null; // as if it were not there
        }
    }

    /**
     * A document that is newer than one that was found wanting. Asked for too often, it is the same: so nobody can make us
     * ask the provider without end.
     *
     * @throws Unavailable when the provider could not be asked
     */
    T newerThan(T seen) {
        fetching.lock();
        try {
            Copy<T> known = Objects.requireNonNull(copy);
            if (known.value() != seen || !isOlder(known.fetched(), PAUSE)) {
                return known.value();
            }
            Failure failed = failure;
            if (failed != null && !isOlder(failed.at(), PAUSE)) {
                throw failed.reason();
            }
            return refetch().value();
        } finally {
            fetching.unlock();
        }
    }

    private Copy<T> refetch() {
        try {
            Copy<T> fetched = new Copy<>(fetch.get(), clock.instant());
            copy = fetched;
            failure = null;
            file.write(new KeptFile.Dated(fetched.value().fields(), fetched.fetched()));
            return fetched;
        } catch (Unavailable reason) {
            failure = new Failure(reason, clock.instant());
            throw reason;
        }
    }

    /** Whether nobody has heard of the provider for a while; never before it was asked first. */
    boolean isUnheard(Duration age) {
        Copy<T> known = copy;
        Failure failed = failure;
        return (known != null || failed != null)
                && (known == null || isOlder(known.fetched(), age))
                && (failed == null || isOlder(failed.at(), age));
    }

    /** Asks anew, for who wants to know how the provider is; {@link #trouble} tells. */
    void look() {
        if (fetching.tryLock()) {
            try {
                refetch();
            } catch (Unavailable silent) {
                return; // that is the answer
            } finally {
                fetching.unlock();
            }
        }
    }

    private boolean mayTry() {
        Failure failed = failure;
        return failed == null || isOlder(failed.at(), PAUSE);
    }

    private boolean isOlder(Instant then, Duration age) {
        return then.plus(age).isBefore(clock.instant());
    }

    /** Whether there is a document that serves. */
    boolean isThere() {
        Copy<T> known = copy;
        return known != null && !isOlder(known.fetched(), OUTAGE);
    }

    /** Why the last fetch failed; empty when it did not. */
    Optional<String> trouble() {
        return Optional.ofNullable(failure).map(failed -> failed.reason().text());
    }

    private record Copy<T>(T value, Instant fetched) {}

    private record Failure(Unavailable reason, Instant at) {}
}
