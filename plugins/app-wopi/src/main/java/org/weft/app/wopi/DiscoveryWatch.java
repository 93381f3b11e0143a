/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.DriverContext;

/**
 * The application's discovery, read again now and then. An application that is down is asked again, soon and then less soon;
 * meanwhile the last discovery holds, also over a restart. Thread-safe.
 */
final class DiscoveryWatch {

    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryWatch.class);
    private static final int LARGEST = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(3);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Requests whose signature does not fit make the keys be read again, but not each of them. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    /** For how long an answer shows that the application is there. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final DiscoveryReader reader;
    private final Duration refresh;
    private final URI url;
    private final DriverContext context;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Discovery discovery;
    private volatile String trouble = "its discovery was not read yet";
    private volatile Instant asked = Instant.MIN;
    private volatile boolean silent;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile boolean closed;
    private int failures;

    DiscoveryWatch(WopiConfig config, DriverContext context) {
        this.reader = new DiscoveryReader(config);
        this.refresh = config.refresh();
        this.context = context;
        String base = config.url().toString();
        this.url =
                URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/hosting/discovery");
    }

    /** Takes the last discovery that was kept, asks for the present one, and goes on asking. */
    void start() {
        Path kept = kept();
        if (Files.exists(kept)) {
            try (InputStream in = Files.newInputStream(kept)) {
                discovery = reader.read(in);
            } catch (IOException old) {
                LOG.atInfo()
                        .addKeyValue("app", context.instance())
                        .addKeyValue("reason", String.valueOf(old.getMessage()))
                        .log("wopi-kept-discovery-not-used");
            }
        }
        try {
            context.executor().submit(this::look).get(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            // It goes on by itself.
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the discovery can't be read", failure.getCause());
        }
    }

    void close() {
        closed = true;
    }

    private Path kept() {
        return context.stateDirectory().resolve("discovery.xml");
    }

    /** What the application said last; empty when it never did. */
    Optional<Discovery> current() {
        return Optional.ofNullable(discovery);
    }

    /** Why it could not be asked the last time; empty when it could. */
    String trouble() {
        return trouble;
    }

    private void look() {
        Duration pause = read() ? refresh : pause();
        if (closed) {
            return;
        }
        try {
            var unused = context.scheduler().schedule(this::look, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ending) {
            closed = true;
        }
    }

    private Duration pause() {
        Duration pause = Duration.ofSeconds(1L << Math.min(failures, 6));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** Reads the discovery at once, unless that was done a moment ago; whether it was. */
    boolean again() {
        if (context.clock().instant().isBefore(asked.plus(AGAIN))) {
            return false;
        }
        return read();
    }

    /**
     * Makes sure that the application answers before somebody is sent there, who would see an empty frame otherwise.
     *
     * @throws IOException when it does not
     */
    void requireThere() throws IOException {
        if ((silent || !context.clock().instant().isBefore(asked.plus(FRESH))) && asking.compareAndSet(false, true)) {
            try {
                context.executor().submit(this::read).get(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException slow) {
                throw new IOException(url + ": no answer in time", slow);
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", ending);
            } catch (ExecutionException failure) {
                throw new IOException(url + ": the discovery can't be read", failure.getCause());
            } finally {
                asking.set(false);
            }
        }
        if (silent) {
            throw new IOException(trouble);
        }
    }

    private boolean read() {
        reading.lock();
        try {
            asked = context.clock().instant();
            silent = true;
            byte[] xml = fetch();
            silent = false;
            discovery = reader.read(new ByteArrayInputStream(xml));
            keep(xml);
            if (!trouble.isEmpty()) {
                LOG.atInfo().addKeyValue("app", context.instance()).log("wopi-discovery-read");
            }
            trouble = "";
            failures = 0;
            return true;
        } catch (IOException | IllegalArgumentException away) {
            String message = away.getMessage();
            String reason = url + ": " + (message == null ? "no connection" : message);
            if (!reason.equals(trouble)) {
                LOG.atWarn()
                        .addKeyValue("app", context.instance())
                        .addKeyValue("reason", reason)
                        .log("wopi-discovery-not-read");
            }
            trouble = reason;
            failures++;
            return false;
        } finally {
            reading.unlock();
        }
    }

    private byte[] fetch() throws IOException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(context.executor())
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException("the answer is " + response.statusCode());
                }
                byte[] xml = body.readNBytes(LARGEST + 1);
                if (xml.length > LARGEST) {
                    throw new IOException("the discovery is larger than " + LARGEST + " bytes");
                }
                return xml;
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ending);
        }
    }

    private void keep(byte[] xml) {
        try {
            Path building = Files.createTempFile(context.stateDirectory(), "discovery", ".tmp");
            Files.write(building, xml);
            Files.move(building, kept(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException full) {
            LOG.atWarn()
                    .addKeyValue("app", context.instance())
                    .addKeyValue("reason", String.valueOf(full.getMessage()))
                    .log("wopi-discovery-not-kept");
        }
    }
}
