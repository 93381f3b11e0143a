/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.AuthProviderFactory;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;
import org.weft.testkit.auth.AuthContract;
import org.weft.testkit.memory.MemoryAuthFactory;
import org.weft.testkit.memory.PeopleConfig;

/** Each case of {@link AuthContract} fails for a driver that breaks its promise. */
class BrokenAuthTest {

    private static final Map<Class<?>, String> BREAKS = Map.ofEntries(
            Map.entry(NamesNoType.class, "it_names_the_types_it_understands"),
            Map.entry(AcceptsNobody.class, "right_credentials_are_accepted_and_say_who_it_is"),
            Map.entry(NamesNoClaim.class, "right_credentials_are_accepted_and_say_who_it_is"),
            Map.entry(AlwaysSomebodyNew.class, "the_same_person_is_the_same_user_each_time_and_after_a_restart"),
            Map.entry(StripsSecrets.class, "a_wrong_secret_is_rejected"),
            Map.entry(TellsSecrets.class, "a_rejection_does_not_tell_the_secret"),
            Map.entry(RejectsStrangers.class, "somebody_unknown_is_another_providers"),
            Map.entry(TakesAnyType.class, "credentials_of_a_type_that_it_does_not_name_are_another_providers"),
            Map.entry(FailsForLongOnes.class, "endless_credentials_are_not_accepted"),
            Map.entry(MixesCallers.class, "many_at_a_time_each_get_their_own_answer"),
            Map.entry(ClosesOnce.class, "it_is_well_when_it_works_and_can_be_closed_twice"));

    @Test
    void a_sound_driver_passes() {
        assertThat(Breaks.failing(UnderTest.class)).isEmpty();
    }

    @Test
    void a_driver_that_names_people_by_a_claim_passes() {
        assertThat(Breaks.failing(NamesAClaim.class)).isEmpty();
    }

    @Test
    void each_case_finds_the_driver_that_breaks_it() {
        BREAKS.forEach((broken, promise) -> assertThat(Breaks.fails(broken, promise))
                .as("%s fails in %s", broken.getSimpleName(), promise)
                .isTrue());
        assertThat(new TreeSet<>(BREAKS.values())).isEqualTo(Breaks.cases(AuthContract.class));
    }

    static class UnderTest extends AuthContract<PeopleConfig> {

        @Override
        protected AuthProviderFactory<PeopleConfig> factory() {
            return Breaks.but(
                    AuthProviderFactory.class,
                    new MemoryAuthFactory(),
                    "create",
                    (real, given) -> broken((AuthProvider) Objects.requireNonNull(real.answer(given))));
        }

        AuthProvider broken(AuthProvider sound) {
            return sound;
        }

        static AuthProvider but(AuthProvider sound, String method, Breaks.Otherwise otherwise) {
            return Breaks.but(AuthProvider.class, sound, method, otherwise);
        }

        /** One that asks the sound one something else. */
        interface Asking {
            Outcome answer(AuthProvider sound, Credentials credentials) throws Exception;
        }

        static AuthProvider asking(AuthProvider sound, Asking asking) {
            return but(sound, "authenticate", (real, given) -> asking.answer(sound, (Credentials) given[0]));
        }

        @Override
        protected PeopleConfig config(Path tmp) {
            return new PeopleConfig(List.of("anna:sesame", "ben:open"), List.of());
        }

        @Override
        protected Credentials right() {
            return new Credentials("basic", "anna", "sesame");
        }
    }

    static final class NamesNoType extends UnderTest {
        @Override
        AuthProvider broken(AuthProvider sound) {
            return but(sound, "types", (real, given) -> Set.of(""));
        }
    }

    static final class AcceptsNobody extends UnderTest {
        @Override
        AuthProvider broken(AuthProvider sound) {
            return asking(sound, (real, given) -> new Outcome.Rejected("no"));
        }
    }

    static class NamesAClaim extends UnderTest {
        @Override
        AuthProvider broken(AuthProvider sound) {
            return asking(
                    sound,
                    (real, given) -> real.authenticate(given) instanceof Outcome.Accepted accepted
                            ? new Outcome.Identified(
                                    "username", value(accepted.user().username()), Optional.empty())
                            : real.authenticate(given));
        }

        String value(String username) {
            return username;
        }
    }

    static final class NamesNoClaim extends NamesAClaim {
        @Override
        String value(String username) {
            return "";
        }
    }

    static final class AlwaysSomebodyNew extends UnderTest {
        @Override
        AuthProvider broken(AuthProvider sound) {
            return asking(sound, (real, given) -> {
                if (!(real.authenticate(given) instanceof Outcome.Accepted accepted)) {
                    return real.authenticate(given);
                }
                User user = accepted.user();
                UserId id = new UserId(user.id().idp(), UUID.randomUUID().toString(), UserType.PRIMARY);
                return new Outcome.Accepted(
                        new User(
                                id,
                                user.username(),
                                user.mail(),
                                user.mailVerified(),
                                user.displayName(),
                                user.groups(),
                                user.uidNumber(),
                                user.gidNumber(),
                                user.opaque()),
                        Optional.empty());
            });
        }
    }

    static final class StripsSecrets extends UnderTest {
        @Override
        AuthProvider broken(AuthProvider sound) {
            return asking(
                    sound,
                    (real, given) -> real.authenticate(new Credentials(
                            given.type(), given.clientId(), given.secret().strip())));
        }
    }

    static final class TellsSecrets extends UnderTest {
        @Override
        AuthProvider broken(AuthProvider sound) {
            return asking(
                    sound,
                    (real, given) -> real.authenticate(given) instanceof Outcome.Rejected
                            ? new Outcome.Rejected(given.secret() + " is wrong")
                            : real.authenticate(given));
        }
    }

    static final class RejectsStrangers extends UnderTest {
        @Override
        AuthProvider broken(AuthProvider sound) {
            return asking(
                    sound,
                    (real, given) -> real.authenticate(given) instanceof Outcome.NotMine
                            ? new Outcome.Rejected("who is that?")
                            : real.authenticate(given));
        }
    }

    static final class TakesAnyType extends UnderTest {
        @Override
        AuthProvider broken(AuthProvider sound) {
            return asking(
                    sound,
                    (real, given) -> real.authenticate(new Credentials("basic", given.clientId(), given.secret())));
        }
    }

    static final class FailsForLongOnes extends UnderTest {
        @Override
        AuthProvider broken(AuthProvider sound) {
            return asking(sound, (real, given) -> {
                if (given.secret().length() + given.clientId().length() > 10_000) {
                    throw new IllegalStateException("too long");
                }
                return real.authenticate(given);
            });
        }
    }

    /** Keeps what it judges where the next caller writes over it. */
    static final class MixesCallers extends UnderTest {
        @Override
        AuthProvider broken(AuthProvider sound) {
            AtomicReference<Credentials> judged = new AtomicReference<>();
            return asking(sound, (real, given) -> {
                judged.set(given);
                Thread.sleep(20);
                return real.authenticate(judged.get());
            });
        }
    }

    static final class ClosesOnce extends UnderTest {
        @Override
        AuthProvider broken(AuthProvider sound) {
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
