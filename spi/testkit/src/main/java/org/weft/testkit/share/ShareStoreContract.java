/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.testkit.share.Samples.EINSTEIN;
import static org.weft.testkit.share.Samples.MARIE;
import static org.weft.testkit.share.Samples.NOW;
import static org.weft.testkit.share.Samples.PHYSICS;
import static org.weft.testkit.share.Samples.link;
import static org.weft.testkit.share.Samples.received;
import static org.weft.testkit.share.Samples.resource;
import static org.weft.testkit.share.Samples.sent;
import static org.weft.testkit.share.Samples.userShare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Invite;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.ShareStoreFactory;
import org.weft.testkit.Exclusion;
import org.weft.testkit.Since;
import org.weft.testkit.TestContext;

/**
 * Every promise of {@link ShareStore}, tested against one driver.
 *
 * @param <C> the driver's options
 */
@Since("0.1")
public abstract class ShareStoreContract<C extends Record> extends QuestionCases {

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

    @Override
    final void restart() throws IOException {
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

    @Override
    final ShareStore store() {
        if (store == null) {
            throw new IllegalStateException("the store is not started");
        }
        return store;
    }

    @Test
    void only_cases_that_exist_are_left_out() {
        Exclusion.requireCases(exclusions(), ShareStoreContract.class);
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
}
