/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.app.AppInfo;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppProviderFactory;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.AppSessions;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.OpenRequest;
import org.weft.spi.app.ViewMode;
import org.weft.spi.app.Write;
import org.weft.spi.http.HttpExtension;
import org.weft.spi.storage.Lock;
import org.weft.testkit.app.AppContract;
import org.weft.testkit.memory.AppConfig;
import org.weft.testkit.memory.MemoryAppFactory;

/** Each case of {@link AppContract} fails for a driver that breaks its promise. */
class BrokenAppTest {

    private static final Map<Class<?>, String> BREAKS = Map.ofEntries(
            Map.entry(OpensNothing.class, "the_applications_say_what_they_open"),
            Map.entry(LetsReadersWrite.class, "a_file_opens_in_no_more_than_the_mode_that_was_asked_for"),
            Map.entry(TokenInAddress.class, "the_token_stands_in_no_address"),
            Map.entry(IsAnyApplication.class, "an_application_that_is_not_there_is_not_found"),
            Map.entry(OpensAnything.class, "a_file_that_it_does_not_open_is_refused"),
            Map.entry(TouchesFiles.class, "opening_does_not_change_the_file"),
            Map.entry(LocksForReaders.class, "opening_to_read_locks_nothing"),
            Map.entry(StealsLocks.class, "the_lock_of_another_program_is_left_alone"),
            Map.entry(MixesPeople.class, "each_of_many_gets_a_session_of_their_own"),
            Map.entry(ForgetsItsName.class, "it_offers_and_opens_the_same_after_a_restart"),
            Map.entry(AsksForNoToken.class, "its_endpoints_tell_nothing_to_who_shows_no_session"),
            Map.entry(RemembersAccess.class, "a_page_of_its_own_opens_for_the_session_and_not_when_that_is_over"),
            Map.entry(DiesWithSessions.class, "its_work_goes_on_when_sessions_end"),
            Map.entry(ClosesOnce.class, "it_is_well_when_it_works_and_can_be_closed_twice"));

    @Test
    void a_sound_driver_passes() {
        assertThat(Breaks.failing(UnderTest.class)).isEmpty();
    }

    @Test
    void each_case_finds_the_driver_that_breaks_it() {
        BREAKS.forEach((broken, promise) -> assertThat(Breaks.fails(broken, promise))
                .as("%s fails in %s", broken.getSimpleName(), promise)
                .isTrue());
        assertThat(new TreeSet<>(BREAKS.values())).isEqualTo(Breaks.cases(AppContract.class));
    }

    static class UnderTest extends AppContract<AppConfig> {

        @Override
        protected AppProviderFactory<AppConfig> factory() {
            return Breaks.but(
                    AppProviderFactory.class,
                    new MemoryAppFactory(),
                    "create",
                    (real, given) -> broken((AppProvider) Objects.requireNonNull(real.answer(given))));
        }

        AppProvider broken(AppProvider sound) {
            return sound;
        }

        static AppProvider but(AppProvider sound, String method, Breaks.Otherwise otherwise) {
            return Breaks.but(AppProvider.class, sound, method, otherwise);
        }

        /** One that opens in another way. */
        interface Opening {
            AppSession open(OpenRequest request, FileAccess files) throws Exception;
        }

        static AppProvider opening(AppProvider sound, Opening opening) {
            return but(sound, "open", (real, given) -> opening.open((OpenRequest) given[0], (FileAccess) given[1]));
        }

        /** The same wish for another application, another file's name and another mode. */
        static OpenRequest wish(OpenRequest request, String app, String name, String token) {
            var path = request.node().path().parent().resolve(name);
            var node = request.node().toBuilder(request.node().id(), path).build();
            return new OpenRequest(
                    app,
                    request.user(),
                    node,
                    request.mode(),
                    token,
                    request.expires(),
                    request.endpoint(),
                    request.language(),
                    request.theme());
        }

        @Override
        protected AppConfig config(Path tmp) {
            return new AppConfig("Notes");
        }

        @Override
        protected String fileName() {
            return "notes.txt";
        }
    }

    static final class OpensNothing extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            return but(
                    sound,
                    "apps",
                    (real, given) -> List.of(AppInfo.builder("Notes").build()));
        }
    }

    static final class LetsReadersWrite extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            return opening(sound, (request, files) -> AppSession.get(request.endpoint(), ViewMode.READ_WRITE));
        }
    }

    static final class TokenInAddress extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            return opening(
                    sound,
                    (request, files) -> AppSession.get(
                            URI.create(request.endpoint() + "/?access_token=" + request.token()), request.mode()));
        }
    }

    static final class IsAnyApplication extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            return opening(
                    sound,
                    (request, files) ->
                            sound.open(wish(request, "Notes", request.node().name(), request.token()), files));
        }
    }

    static final class OpensAnything extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            return opening(
                    sound,
                    (request, files) -> sound.open(wish(request, request.app(), "any.txt", request.token()), files));
        }
    }

    static final class TouchesFiles extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            return opening(sound, (request, files) -> {
                if (request.mode().mayWrite()) {
                    files.put(new ByteArrayInputStream(new byte[1]), Write.plain());
                }
                return sound.open(request, files);
            });
        }
    }

    static final class LocksForReaders extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            return opening(sound, (request, files) -> {
                if (files.currentLock().isEmpty()) {
                    files.lock("a-lock", Duration.ofMinutes(5));
                }
                return sound.open(request, files);
            });
        }
    }

    static final class StealsLocks extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            return opening(sound, (request, files) -> {
                Optional<Lock> held = files.currentLock();
                if (held.isPresent() && request.mode().mayWrite()) {
                    files.unlock(held.get().id());
                }
                return sound.open(request, files);
            });
        }
    }

    /** Keeps whom it serves where the next one writes over it. */
    static final class MixesPeople extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            AtomicReference<OpenRequest> served = new AtomicReference<>();
            return opening(sound, (request, files) -> {
                served.set(request);
                Thread.sleep(20);
                return sound.open(served.get(), files);
            });
        }
    }

    static final class ForgetsItsName extends UnderTest {
        private final AtomicBoolean before = new AtomicBoolean();

        @Override
        AppProvider broken(AppProvider sound) {
            return before.getAndSet(true) ? renamed(sound) : sound;
        }

        private static AppProvider renamed(AppProvider sound) {
            List<AppInfo> others = sound.apps().stream()
                    .map(app -> AppInfo.builder("Others").types(app.types()).build())
                    .toList();
            return but(sound, "apps", (real, given) -> others);
        }
    }

    /** An endpoint that asks whom it likes. */
    private static AppProvider answering(AppProvider sound, HttpExtension endpoint) {
        return UnderTest.but(sound, "http", (real, given) -> Optional.of(endpoint));
    }

    static final class AsksForNoToken extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            return answering(sound, exchange -> exchange.reply(200, -1));
        }
    }

    /** Looks at the token and not whether its session goes on. */
    static final class RemembersAccess extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            return answering(sound, exchange -> {
                String form = new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8);
                if (!form.contains("access_token=token-")) {
                    throw new Unauthenticated("no token");
                }
                exchange.reply(200, -1);
            });
        }
    }

    static final class DiesWithSessions extends UnderTest {
        private final AtomicReference<@Nullable String> token = new AtomicReference<>();

        @Override
        AppProvider broken(AppProvider sound) {
            AppProvider remembering = opening(sound, (request, files) -> {
                token.set(request.token());
                return sound.open(request, files);
            });
            return but(remembering, "tend", (real, given) -> {
                String kept = token.get();
                return kept == null
                        ? null
                        : ((AppSessions) given[0]).find(kept).orElseThrow().id();
            });
        }
    }

    static final class ClosesOnce extends UnderTest {
        @Override
        AppProvider broken(AppProvider sound) {
            AtomicInteger closed = new AtomicInteger();
            return but(sound, "close", (real, given) -> {
                if (closed.incrementAndGet() > 1) {
                    throw new IllegalStateException("closed already");
                }
                return real.answer(given);
            });
        }
    }
}
