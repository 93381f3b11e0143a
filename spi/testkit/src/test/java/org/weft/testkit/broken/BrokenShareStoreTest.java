/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.weft.spi.DriverContext;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.share.InviteBox;
import org.weft.spi.share.Link;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.ShareStoreFactory;
import org.weft.testkit.memory.MemoryShareConfig;
import org.weft.testkit.memory.MemoryShareFactory;
import org.weft.testkit.share.ShareStoreContract;

/** Each case of {@link ShareStoreContract} fails for a store that breaks its promise. */
class BrokenShareStoreTest {

    private static final Map<Class<?>, String> BREAKS = Map.ofEntries(
            Map.entry(LosesWords.class, "a_share_of_each_kind_comes_back_as_it_was"),
            Map.entry(KeepsDoubles.class, "what_must_be_unique_is"),
            Map.entry(LastChangeWins.class, "of_many_changes_made_from_one_revision_one_counts"),
            Map.entry(RemovesAgain.class, "a_share_is_removed_once_with_what_its_receivers_made_of_it"),
            Map.entry(LastDecisionWins.class, "a_decision_is_kept_and_changed_from_what_it_was"),
            Map.entry(KeepsWhatItIsGiven.class, "of_many_decisions_those_are_kept_that_nobody_has_changed_meanwhile"),
            Map.entry(MixesKinds.class, "each_question_finds_what_it_asks_for_and_nothing_else"),
            Map.entry(BeginsAnew.class, "pages_are_cut_by_id_and_a_receiver_may_stop"),
            Map.entry(KeepsInvitations.class, "an_invitation_is_used_up_by_one_of_many"),
            Map.entry(NeverSweeps.class, "invitations_are_listed_newest_first_and_swept_when_over"),
            Map.entry(MindsCase.class, "contacts_are_found_by_name_mail_and_id_whatever_the_case"),
            Map.entry(ForgetsAtRestart.class, "a_restart_loses_nothing"),
            Map.entry(KeepsEveryLink.class, "of_many_links_with_one_token_one_is_kept"),
            Map.entry(RemovesWhatIsNotThere.class, "what_is_not_there_is_an_empty_answer"));

    @Test
    void a_sound_store_passes() {
        assertThat(Breaks.failing(UnderTest.class)).isEmpty();
    }

    @Test
    void each_case_finds_the_store_that_breaks_it() {
        BREAKS.forEach((broken, promise) -> assertThat(Breaks.fails(broken, promise))
                .as("%s fails in %s", broken.getSimpleName(), promise)
                .isTrue());
        assertThat(new TreeSet<>(BREAKS.values())).isEqualTo(Breaks.cases(ShareStoreContract.class));
    }

    static class UnderTest extends ShareStoreContract<MemoryShareConfig> {

        private final MemoryShareFactory sound = new MemoryShareFactory();

        @Override
        protected ShareStoreFactory<MemoryShareConfig> factory() {
            return Breaks.but(
                    ShareStoreFactory.class,
                    sound,
                    "create",
                    (real, given) -> made((MemoryShareConfig) given[0], (DriverContext) given[1]));
        }

        ShareStore made(MemoryShareConfig config, DriverContext context) {
            return broken(sound.create(config, context));
        }

        ShareStore broken(ShareStore store) {
            return store;
        }

        static ShareStore but(ShareStore store, String method, Breaks.Otherwise otherwise) {
            return Breaks.but(ShareStore.class, store, method, otherwise);
        }

        static ShareStore invites(ShareStore store, String method, Breaks.Otherwise otherwise) {
            InviteBox others = Breaks.but(InviteBox.class, store.invites(), method, otherwise);
            return but(store, "invites", (real, given) -> others);
        }

        @Override
        protected MemoryShareConfig config(Path tmp) {
            return new MemoryShareConfig(tmp.toString());
        }
    }

    static final class LosesWords extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return but(
                    store,
                    "insert",
                    (real, given) -> real.answer(
                            ((Share) given[0]).toBuilder().description("").build()));
        }
    }

    static final class KeepsDoubles extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return but(store, "replace", (real, given) -> {
                try {
                    return real.answer(given);
                } catch (AlreadyExists clash) {
                    return given[0];
                }
            });
        }
    }

    static final class LastChangeWins extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return but(store, "replace", (real, given) -> {
                long now = store.find(((Share) given[0]).id()).orElseThrow().revision();
                return real.answer(given[0], now);
            });
        }
    }

    static final class RemovesAgain extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return but(store, "remove", (real, given) -> {
                real.answer(given);
                return true;
            });
        }
    }

    static final class LastDecisionWins extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return but(store, "decide", (real, given) -> {
                Reception wanted = (Reception) given[0];
                long now = store.reception(wanted.share(), wanted.user())
                        .map(Reception::revision)
                        .orElse(0L);
                return real.answer(new Reception(
                        wanted.share(),
                        wanted.user(),
                        wanted.state(),
                        wanted.hidden(),
                        wanted.mountPoint(),
                        wanted.alias(),
                        now));
            });
        }
    }

    static final class KeepsWhatItIsGiven extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return but(store, "decideAll", (real, given) -> {
                real.answer(given);
                return given[0];
            });
        }
    }

    static final class MixesKinds extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return but(store, "query", (real, given) -> {
                ShareQuery query = (ShareQuery) given[0];
                return real.answer(new ShareQuery(query.shape(), Set.of(), query.after(), query.limit()), given[1]);
            });
        }
    }

    static final class BeginsAnew extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return but(store, "query", (real, given) -> {
                ShareQuery query = (ShareQuery) given[0];
                return real.answer(
                        new ShareQuery(query.shape(), query.kinds(), Optional.empty(), query.limit()), given[1]);
            });
        }
    }

    static final class KeepsInvitations extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return invites(store, "take", (real, given) -> store.invites().find((String) given[0]));
        }
    }

    static final class NeverSweeps extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return invites(store, "sweep", (real, given) -> null);
        }
    }

    static final class MindsCase extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return invites(store, "remoteUsers", (real, given) -> {
                String query = (String) given[1];
                return query.equals(query.toLowerCase(Locale.ROOT)) ? real.answer(given) : null;
            });
        }
    }

    static final class ForgetsAtRestart extends UnderTest {
        @Override
        ShareStore made(MemoryShareConfig config, DriverContext context) {
            return new MemoryShareFactory().create(config, context);
        }
    }

    static final class KeepsEveryLink extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return but(store, "insert", (real, given) -> {
                try {
                    return real.answer(given);
                } catch (AlreadyExists clash) {
                    if (given[0] instanceof Link) {
                        return given[0];
                    }
                    throw clash;
                }
            });
        }
    }

    static final class RemovesWhatIsNotThere extends UnderTest {
        @Override
        ShareStore broken(ShareStore store) {
            return but(
                    store,
                    "remove",
                    (real, given) -> given[0].equals(new ShareId("none")) ? Boolean.TRUE : real.answer(given));
        }
    }
}
