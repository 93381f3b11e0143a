/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Invite;
import org.weft.spi.share.InviteBox;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Reception;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.share.RemoteUser;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.ShareState;
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.ShareStoreFactory;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.Grant.ToUser;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;
import org.weft.testkit.Exclusion;
import org.weft.testkit.Since;
import org.weft.testkit.TestContext;

/**
 * Every promise of {@link ShareStore}, tested against one driver.
 *
 * @param <C> the driver's options
 */
@Since("0.1")
public abstract class ShareStoreContract<C extends Record> {

    private static final UserId EINSTEIN = new UserId("https://idp.example/a b", "4c510ada", UserType.PRIMARY);
    private static final UserId MARIE = new UserId("https://idp.example/a b", "f7fbf8c8/x", UserType.GUEST);
    private static final GroupId PHYSICS = new GroupId("https://idp.example/a b", "physics");
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123456Z");

    private TestContext.@Nullable Site site;
    private @Nullable TestContext context;
    private @Nullable ShareStore store;
    private @Nullable C config;
    private @Nullable ShareStoreFactory<C> factory;

    /** The factory under test. */
    protected abstract ShareStoreFactory<C> factory();

    /**
     * Options for an empty store.
     *
     * @param tmp a folder for this test alone; the same folder must give the same store again
     */
    protected abstract C config(Path tmp) throws IOException;

    /** Cases that the driver is not held to, each with the reason. */
    protected List<Exclusion> exclusions() {
        return List.of();
    }

    @BeforeEach
    void open(@TempDir Path tmp, TestInfo info, TestReporter reporter) throws IOException {
        Exclusion.apply(exclusions(), info, reporter);
        config = config(tmp.resolve("store"));
        factory = factory();
        site = new TestContext.Site(tmp.resolve("state"));
        restart();
    }

    private void restart() throws IOException {
        close();
        if (site == null || config == null || factory == null) {
            throw new IllegalStateException("nothing was set up");
        }
        context = site.context("contract");
        store = factory.create(config, context);
        store.start();
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
        if (context != null) {
            context.close();
        }
    }

    private ShareStore store() {
        if (store == null) {
            throw new IllegalStateException("the store is not started");
        }
        return store;
    }

    @Test
    void only_cases_that_exist_are_left_out() {
        Exclusion.requireCases(exclusions(), ShareStoreContract.class);
    }

    private static ResourceId resource(int number) {
        return new ResourceId("storage-1", new SpaceId("space-1"), new NodeId("node-" + number));
    }

    private static UserShare userShare(String id, int resource, UserId grantee) {
        return UserShare.builder(new ShareId(id), resource(resource), EINSTEIN, grantee)
                .creator(MARIE)
                .rights(Rights.of(Right.STAT, Right.DOWNLOAD))
                .created(NOW)
                .modified(NOW.plusSeconds(5))
                .expires(NOW.plusSeconds(500))
                .description("für dich, 50 %")
                .attributes(Map.of("a&b", "c=d", "e", "ü\n"))
                .build();
    }

    private static Link link(String id, int resource, String token) {
        return Link.builder(new ShareId(id), resource(resource), EINSTEIN, token)
                .passwordHash("$argon2id$hash")
                .displayName("talk")
                .quick(true)
                .notifyUploads(true)
                .notifyRecipients("a@b.example")
                .build();
    }

    private static OcmOut sent(String id, int resource, String secretHash) {
        RemoteParty marie = new RemoteParty("b.example", "marie", RemoteParty.Kind.USER);
        return OcmOut.builder(new ShareId(id), resource(resource), EINSTEIN, marie, secretHash)
                .name("data")
                .requirements(Set.of("must-exchange-token", "must-use-mfa"))
                .protocols("{}")
                .delivery(OcmOut.Delivery.SENT)
                .remoteId("77")
                .build();
    }

    private static OcmIn received(String id, String remoteId) {
        UserId remote = new UserId("b.example", "marie", UserType.FEDERATED);
        return OcmIn.builder(new ShareId(id), remote, new ToUser(EINSTEIN), "b.example", remoteId)
                .name("data")
                .kind(Kind.FILE)
                .protocols("cipher")
                .build();
    }

    private List<Share> ask(ShareQuery query) throws IOException {
        List<Share> found = new ArrayList<>();
        store().query(query, found::add);
        return found;
    }

    private List<String> ids(ShareQuery.Shape shape) throws IOException {
        return ask(ShareQuery.of(shape)).stream()
                .map(share -> share.id().value())
                .toList();
    }

    @Test
    void a_share_of_each_kind_comes_back_as_it_was() throws IOException {
        GroupShare group = GroupShare.builder(new ShareId("g"), resource(1), EINSTEIN, PHYSICS)
                .build();
        OcmIn toGroup = received("ig", "9").toBuilder().expires(NOW).build();
        List<Share> all = List.of(
                userShare("u", 1, MARIE),
                group,
                link("l", 1, "token-token-token"),
                link("l2", 1, "token-token-tokem").toBuilder()
                        .noPassword()
                        .quick(false)
                        .build(),
                sent("o", 1, "hash"),
                received("i", "8"),
                received("is", "10").toBuilder().secretHash("keyed").build(),
                toGroup);
        for (Share share : all) {
            Share stored = store().insert(share);
            assertThat(stored.revision()).isEqualTo(1);
            assertThat(store().find(share.id()).orElseThrow())
                    .usingRecursiveComparison()
                    .isEqualTo(stored);
            assertThat(stored)
                    .usingRecursiveComparison()
                    .ignoringFields("revision")
                    .isEqualTo(share);
        }
    }

    @Test
    void what_must_be_unique_is() throws IOException {
        store().insert(userShare("a", 1, MARIE));
        assertThatThrownBy(() -> store().insert(userShare("a", 2, MARIE))).isInstanceOf(AlreadyExists.class);
        assertThatThrownBy(() -> store().insert(userShare("b", 1, MARIE))).isInstanceOf(AlreadyExists.class);
        store().insert(userShare("b", 1, EINSTEIN));
        store().insert(link("c", 1, "token-token-token"));
        store().insert(link("d", 1, "token-token-other"));
        assertThatThrownBy(() -> store().insert(link("e", 2, "token-token-token")))
                .isInstanceOf(AlreadyExists.class)
                .hasMessageNotContaining("token-token");
        store().insert(sent("f", 1, "hash"));
        assertThatThrownBy(() -> store().insert(sent("g", 2, "hash"))).isInstanceOf(AlreadyExists.class);
        assertThatThrownBy(() -> store().insert(sent("g", 1, "hash2"))).isInstanceOf(AlreadyExists.class);
        store().insert(received("h", "1"));
        assertThatThrownBy(() -> store().insert(received("i", "1"))).isInstanceOf(AlreadyExists.class);
        OcmIn same = received("i", "2").toBuilder().secretHash("hash").build();
        assertThatThrownBy(() -> store().insert(same)).isInstanceOf(AlreadyExists.class);
        Share second = store().insert(link("j", 3, "token-token-third"));
        Link clash = ((Link) second).toBuilder().token("token-token-token").build();
        assertThatThrownBy(() -> store().replace(clash, 1)).isInstanceOf(AlreadyExists.class);
        assertThat(store().find(second.id()).orElseThrow().revision()).isEqualTo(1);
    }

    @Test
    void of_many_changes_made_from_one_revision_one_counts() throws Exception {
        Share share = store().insert(userShare("a", 1, MARIE));
        List<Callable<Boolean>> attempts = IntStream.range(0, 8)
                .mapToObj(i -> (Callable<Boolean>) () -> {
                    try {
                        store().replace(share.toBuilder().description("by " + i).build(), share.revision());
                        return true;
                    } catch (PreconditionFailed late) {
                        return false;
                    }
                })
                .toList();
        int counted = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
                counted += attempt.get() ? 1 : 0;
            }
        }
        assertThat(counted).isEqualTo(1);
        assertThat(store().find(share.id()).orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    void a_share_is_removed_once_with_what_its_receivers_made_of_it() throws IOException {
        Share share = store().insert(userShare("a", 1, MARIE));
        store().decide(new Reception(share.id(), MARIE, ShareState.ACCEPTED, true, Optional.of("/x"), "mine", 0));
        assertThatThrownBy(() -> store().remove(share.id(), 7)).isInstanceOf(PreconditionFailed.class);
        assertThat(store().reception(share.id(), MARIE)).isPresent();
        assertThat(store().remove(share.id(), 1)).isTrue();
        assertThat(store().remove(share.id(), 1)).isFalse();
        assertThat(store().reception(share.id(), MARIE)).isEmpty();
        assertThatThrownBy(() -> store().replace(share, 1)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> store().decide(Reception.undecided(share.id(), MARIE)))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void a_decision_is_kept_and_changed_from_what_it_was() throws IOException {
        Share share = store().insert(userShare("a", 1, MARIE));
        Reception first = store().decide(
                        new Reception(share.id(), MARIE, ShareState.ACCEPTED, true, Optional.of("/x"), "mine", 0));
        assertThat(first.revision()).isEqualTo(1);
        assertThat(store().reception(share.id(), MARIE)).contains(first);
        assertThatThrownBy(() -> store().decide(Reception.undecided(share.id(), MARIE)))
                .isInstanceOf(PreconditionFailed.class);
        Reception second =
                store().decide(new Reception(share.id(), MARIE, ShareState.REJECTED, false, Optional.empty(), "", 1));
        List<Reception> all = new ArrayList<>();
        store().receptions(MARIE, all::add);
        assertThat(all).containsExactly(second);
        assertThat(store().find(share.id()).orElseThrow().revision()).isEqualTo(1);
    }

    @Test
    void each_question_finds_what_it_asks_for_and_nothing_else() throws IOException {
        store().insert(userShare("a", 1, MARIE));
        store().insert(GroupShare.builder(new ShareId("b"), resource(1), MARIE, PHYSICS)
                .build());
        store().insert(link("c", 2, "token-token-token"));
        store().insert(sent("d", 3, "hash"));
        store().insert(received("e", "8").toBuilder().secretHash("keyed").build());
        assertThat(ids(new ShareQuery.ByOwner(EINSTEIN))).containsExactly("a", "c", "d");
        assertThat(ids(new ShareQuery.ByOwner(MARIE))).containsExactly("a", "b");
        assertThat(ids(new ShareQuery.ByGrantee(MARIE, Set.of()))).containsExactly("a");
        assertThat(ids(new ShareQuery.ByGrantee(MARIE, Set.of(PHYSICS)))).containsExactly("a", "b");
        assertThat(ids(new ShareQuery.ByGrantee(EINSTEIN, Set.of()))).containsExactly("e");
        assertThat(ids(new ShareQuery.ByResources(Set.of(resource(1), resource(3)))))
                .containsExactly("a", "b", "d");
        assertThat(ids(new ShareQuery.ByResources(Set.of()))).isEmpty();
        assertThat(ids(new ShareQuery.BySpace("storage-1", new SpaceId("space-1"))))
                .containsExactly("a", "b", "c", "d");
        assertThat(ids(new ShareQuery.ByToken("token-token-token"))).containsExactly("c");
        assertThat(ids(new ShareQuery.ByToken("Token-token-token"))).isEmpty();
        assertThat(ids(new ShareQuery.BySecret("hash"))).containsExactly("d");
        assertThat(ids(new ShareQuery.BySecret("keyed"))).containsExactly("e");
        assertThat(ids(new ShareQuery.ByRemoteId("b.example", "8"))).containsExactly("e");
        assertThat(ids(new ShareQuery.ByRemoteId("b.example", "77"))).isEmpty();
        assertThat(ids(new ShareQuery.ByHost("b.example"))).containsExactly("d", "e");
        assertThat(ids(new ShareQuery.ByDelivery(OcmOut.Delivery.SENT))).containsExactly("d");
        assertThat(ids(new ShareQuery.ExpiredBefore(NOW.plusSeconds(500)))).containsExactly("a");
        assertThat(ids(new ShareQuery.ExpiredBefore(NOW.plusSeconds(499)))).isEmpty();
        ShareQuery links = new ShareQuery(
                new ShareQuery.ByOwner(EINSTEIN), Set.of(Link.class, OcmOut.class), Optional.empty(), 10);
        assertThat(ask(links)).extracting(share -> share.id().value()).containsExactly("c", "d");
    }

    @Test
    void pages_are_cut_by_id_and_a_receiver_may_stop() throws IOException {
        for (int i = 0; i < 1203; i++) {
            store().insert(userShare("s-%05d".formatted(i), i, MARIE));
        }
        ShareQuery.Shape shape = new ShareQuery.ByGrantee(MARIE, Set.of());
        List<Share> first = ask(new ShareQuery(shape, Set.of(), Optional.empty(), 700));
        assertThat(first).hasSize(700);
        List<Share> rest =
                ask(new ShareQuery(shape, Set.of(), Optional.of(first.getLast().id()), 10_000));
        assertThat(rest).hasSize(503);
        assertThat(rest.getFirst().id()).isEqualTo(new ShareId("s-00700"));
        List<Share> some = new ArrayList<>();
        store().query(ShareQuery.of(shape), share -> {
            some.add(share);
            return some.size() < 3;
        });
        assertThat(some).hasSize(3);
    }

    @Test
    void an_invitation_is_used_up_by_one_of_many() throws Exception {
        InviteBox box = store().invites();
        Invite invite = new Invite("token", EINSTEIN, "come", "m@b.example", NOW, NOW.plusSeconds(60));
        box.issue(invite);
        assertThatThrownBy(() -> box.issue(invite)).isInstanceOf(AlreadyExists.class);
        assertThat(box.find("token")).contains(invite);
        assertThat(box.take("token", NOW.plusSeconds(60))).isEmpty();
        List<Callable<Optional<Invite>>> takers = IntStream.range(0, 8)
                .mapToObj(i -> (Callable<Optional<Invite>>) () -> box.take("token", NOW))
                .toList();
        int taken = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<Invite>> taker : threads.invokeAll(takers)) {
                taken += taker.get().isPresent() ? 1 : 0;
            }
        }
        assertThat(taken).isEqualTo(1);
        assertThat(box.find("token")).isEmpty();
    }

    @Test
    void invitations_are_listed_newest_first_and_swept_when_over() throws IOException {
        InviteBox box = store().invites();
        box.issue(new Invite("old", EINSTEIN, "", "", NOW, NOW.plusSeconds(10)));
        box.issue(new Invite("new", EINSTEIN, "", "", NOW.plusSeconds(1), NOW.plusSeconds(60)));
        box.issue(new Invite("other", MARIE, "", "", NOW, NOW.plusSeconds(60)));
        List<String> tokens = new ArrayList<>();
        box.list(EINSTEIN, invite -> tokens.add(invite.token()));
        assertThat(tokens).containsExactly("new", "old");
        box.sweep(NOW.plusSeconds(10));
        assertThat(box.find("old")).isEmpty();
        assertThat(box.find("new")).isPresent();
    }

    @Test
    void contacts_are_found_by_name_mail_and_id_whatever_the_case() throws IOException {
        InviteBox box = store().invites();
        UserId id = new UserId("b.example", "Müller_1", UserType.FEDERATED);
        RemoteUser contact = new RemoteUser(id, "Ärztin 100%", "m@b.example", NOW);
        box.remember(EINSTEIN, contact);
        box.remember(EINSTEIN, contact);
        box.remember(MARIE, new RemoteUser(id, "Other", "", NOW));
        for (String query : List.of("", "ärz", "ÄRZTIN", "M@B", "müller_", "100%")) {
            List<RemoteUser> found = new ArrayList<>();
            box.remoteUsers(EINSTEIN, query, found::add);
            assertThat(found).as(query).containsExactly(contact);
        }
        for (String query : List.of("other", "100_", "mullerx")) {
            List<RemoteUser> found = new ArrayList<>();
            box.remoteUsers(EINSTEIN, query, found::add);
            assertThat(found).as(query).isEmpty();
        }
        assertThat(box.remoteUser(EINSTEIN, id)).contains(contact);
        assertThat(box.forget(EINSTEIN, id)).isTrue();
        assertThat(box.forget(EINSTEIN, id)).isFalse();
        assertThat(box.remoteUser(EINSTEIN, id)).isEmpty();
    }

    @Test
    void a_restart_loses_nothing() throws IOException {
        Share share = store().insert(userShare("a", 1, MARIE));
        Reception reception = store().decide(
                        new Reception(share.id(), MARIE, ShareState.ACCEPTED, true, Optional.of("/x"), "mine", 0));
        Invite invite = new Invite("token", EINSTEIN, "come", "m@b.example", NOW, NOW.plusSeconds(60));
        store().invites().issue(invite);
        restart();
        assertThat(store().find(share.id()).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(share);
        assertThat(store().reception(share.id(), MARIE)).contains(reception);
        assertThat(store().invites().find("token")).contains(invite);
    }

    @Test
    void of_many_links_with_one_token_one_is_kept() throws Exception {
        List<Callable<Boolean>> attempts = IntStream.range(0, 8)
                .mapToObj(i -> (Callable<Boolean>) () -> {
                    try {
                        store().insert(link("l" + i, i, "token-token-token"));
                        return true;
                    } catch (AlreadyExists late) {
                        return false;
                    }
                })
                .toList();
        int kept = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
                kept += attempt.get() ? 1 : 0;
            }
        }
        assertThat(kept).isEqualTo(1);
        assertThat(ids(new ShareQuery.ByToken("token-token-token"))).hasSize(1);
    }

    @Test
    void what_is_not_there_is_an_empty_answer() throws IOException {
        assertThat(store().find(new ShareId("none"))).isEmpty();
        assertThat(store().remove(new ShareId("none"), 1)).isFalse();
        assertThat(store().reception(new ShareId("none"), MARIE)).isEmpty();
        assertThat(store().invites().find("none")).isEmpty();
        assertThat(store().invites().take("none", NOW)).isEmpty();
        assertThat(ids(new ShareQuery.ByOwner(MARIE))).isEmpty();
    }
}
