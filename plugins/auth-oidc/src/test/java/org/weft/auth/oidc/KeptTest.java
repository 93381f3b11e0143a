/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.Unavailable;

/** What the provider said outlives the server, and not for ever. */
class KeptTest {

    private static final String ISSUER = "https://idp.example.org";

    @TempDir
    Path folder = Path.of("");

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger fetches = new AtomicInteger();

    private Kept<Metadata> started(String issuer, boolean providerIsUp) {
        return new Kept<>(
                () -> {
                    if (!providerIsUp) {
                        throw new Unavailable("silent");
                    }
                    return new Metadata(Map.of("fetch", (long) fetches.incrementAndGet()));
                },
                Metadata::new,
                new KeptFile(() -> folder, "discovery.json", issuer),
                Duration.ofMinutes(10),
                clock);
    }

    private static @Nullable Object fetch(Kept<Metadata> kept) {
        return kept.get().fields().get("fetch");
    }

    @Test
    void what_was_fetched_serves_a_day_from_its_fetch_however_often_the_server_starts() {
        assertThat(fetch(started(ISSUER, true))).isEqualTo(1L);
        for (int restart = 0; restart < 3; restart++) {
            clock.advance(Duration.ofHours(7));
            Kept<Metadata> kept = started(ISSUER, false);
            assertThat(fetch(kept)).isEqualTo(1L);
            assertThat(kept.isThere()).isTrue();
            assertThat(kept.trouble()).hasValue("silent");
        }
        clock.advance(Duration.ofHours(3).plusSeconds(1));
        Kept<Metadata> tooOld = started(ISSUER, false);
        assertThatThrownBy(tooOld::get).isInstanceOf(Unavailable.class);
        assertThat(tooOld.isThere()).isFalse();
    }

    @Test
    void who_wants_to_know_how_the_provider_is_has_it_asked_again_but_not_all_the_time() {
        AtomicBoolean up = new AtomicBoolean(true);
        Kept<Metadata> kept = new Kept<>(
                () -> {
                    if (!up.get()) {
                        throw new Unavailable("silent");
                    }
                    return new Metadata(Map.of("fetch", (long) fetches.incrementAndGet()));
                },
                Metadata::new,
                new KeptFile(() -> folder, "discovery.json", ISSUER),
                Duration.ofMinutes(10),
                clock);
        Duration age = Duration.ofSeconds(10);
        assertThat(kept.isUnheard(age)).as("nobody has asked at all").isFalse();
        kept.get();
        up.set(false);
        assertThat(kept.isUnheard(age)).isFalse();
        clock.advance(Duration.ofSeconds(11));
        assertThat(kept.isUnheard(age)).isTrue();

        kept.look();

        assertThat(kept.trouble()).hasValue("silent");
        assertThat(kept.isThere()).as("it serves on").isTrue();
        assertThat(kept.isUnheard(age)).isFalse();
        up.set(true);
        clock.advance(Duration.ofSeconds(11));
        kept.look();
        assertThat(kept.trouble()).isEmpty();
    }

    @Test
    void a_provider_that_answers_is_asked_when_what_is_kept_is_due() {
        assertThat(fetch(started(ISSUER, true))).isEqualTo(1L);
        clock.advance(Duration.ofMinutes(9));
        assertThat(fetch(started(ISSUER, true))).isEqualTo(1L);
        clock.advance(Duration.ofMinutes(2));
        assertThat(fetch(started(ISSUER, true))).isEqualTo(2L);
        assertThat(fetch(started(ISSUER, false))).isEqualTo(2L);
    }

    @Test
    void what_another_provider_said_is_not_believed() {
        fetch(started("https://evil.example.org", true));
        assertThatThrownBy(() -> started(ISSUER, false).get()).isInstanceOf(Unavailable.class);
    }

    @Test
    void a_file_that_is_damaged_or_from_the_future_counts_as_not_there() throws IOException {
        fetch(started(ISSUER, true));
        Path file = folder.resolve("discovery.json");
        String whole = Files.readString(file);
        for (String damaged :
                new String[] {"", "{", "[]", "null", "{}", whole.substring(0, whole.length() / 2), "\u0000".repeat(100)
                }) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> started(ISSUER, false).get()).as(damaged).isInstanceOf(Unavailable.class);
        }
        Files.writeString(file, whole);
        assertThat(fetch(started(ISSUER, false))).isEqualTo(1L);
        clock.advance(Duration.ofHours(-2));
        assertThatThrownBy(() -> started(ISSUER, false).get()).isInstanceOf(Unavailable.class);
    }

    @Test
    void only_the_servers_own_user_reads_the_file_and_nothing_else_is_left() throws IOException {
        fetch(started(ISSUER, true));
        assertThat(folder).isDirectoryContaining("glob:**/discovery.json");
        assertThat(folder.toFile().list()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("discovery.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_disk_that_takes_nothing_hinders_nobody() {
        Kept<Metadata> kept = new Kept<>(
                () -> new Metadata(Map.of()),
                Metadata::new,
                new KeptFile(() -> folder.resolve("missing"), "discovery.json", ISSUER),
                Duration.ofMinutes(10),
                clock);
        assertThat(kept.get().fields()).isEmpty();
    }
}
