/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.sharing.share.Trio.READ;
import static org.weft.kernel.sharing.share.Trio.path;
import static org.weft.kernel.sharing.share.Trio.to;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.share.ReceivedShares.ReceivedShare;
import org.weft.kernel.sharing.site.FakeSharing;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.share.ShareStore;

/** What was received is accepted by itself, where the site has it so. */
class AutoAcceptTest {

    private final Trio trio;
    private final ShareStore store;
    private final SharingServices sharing;

    /** What the store was asked to do. */
    private final List<String> calls = new CopyOnWriteArrayList<>();

    /** What happens right before many decisions are kept. */
    private Runnable before = () -> {};

    AutoAcceptTest(@TempDir Path data) {
        trio = new Trio(data);
        store = trio.site.databases.shares("accepted");
        sharing = FakeSharing.of(
                told(store),
                trio.site.policy,
                trio.site.database,
                trio.site.namespace,
                trio.site.storage,
                trio.site.directories,
                new SharingSettings("shares", Optional.of("Shares"), true),
                trio.site.clock);
    }

    @AfterEach
    void close() {
        trio.close();
    }

    private ShareStore told(ShareStore store) {
        return (ShareStore) Proxy.newProxyInstance(
                ShareStore.class.getClassLoader(), new Class<?>[] {ShareStore.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    if (method.getName().equals("decideAll")) {
                        before.run();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getTargetException();
                    }
                });
    }

    private List<Share> share(int from, int to) {
        List<Share> shares = new ArrayList<>();
        for (int i = from; i < to; i++) {
            trio.folder(trio.einstein, "home/a/b/n" + i);
            shares.add(sharing.shares()
                    .create(trio.einstein, path("home/a/b/n" + i), to(trio.marie), READ, LocalShares.Terms.usual()));
        }
        return shares;
    }

    private List<ShareState> states() {
        List<ShareState> states = new ArrayList<>();
        sharing.received()
                .list(
                        trio.marie,
                        Set.of(),
                        ShareFilter.any(),
                        "",
                        (ReceivedShare received) ->
                                states.add(received.reception().state()));
        return states;
    }

    private List<String> firstLook() {
        calls.clear();
        trio.names(trio.marie, "home/Shares");
        return List.copyOf(calls);
    }

    @Test
    void the_first_look_accepts_many_with_as_many_calls_as_a_few() {
        share(0, 5);
        List<String> few = firstLook();
        share(5, 150);
        assertThat(firstLook()).isEqualTo(few).doesNotContain("decide");
        assertThat(trio.names(trio.marie, "home/Shares")).hasSize(150);
        assertThat(states()).hasSize(150).containsOnly(ShareState.ACCEPTED);
    }

    @Test
    void what_was_declined_at_that_moment_stays_declined_and_what_was_removed_stays_away() throws Exception {
        List<Share> shares = share(0, 30);
        AtomicBoolean once = new AtomicBoolean(true);
        before = () -> {
            if (once.getAndSet(false)) {
                decline(shares.get(3));
                sharing.shares().remove(trio.einstein, shares.get(7).id());
            }
        };
        assertThat(trio.names(trio.marie, "home/Shares"))
                .hasSize(28)
                .doesNotContain("n3", "n7")
                .contains("n4");
        assertThat(sharing.received()
                        .get(trio.marie, shares.get(3).id())
                        .reception()
                        .state())
                .isEqualTo(ShareState.REJECTED);
        assertThat(trio.names(trio.marie, "home/Shares")).hasSize(28);
    }

    private void decline(Share share) {
        try {
            store.decide(
                    new Reception(share.id(), trio.marie.user(), ShareState.REJECTED, false, Optional.empty(), "", 0));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void of_many_first_looks_at_once_each_sees_all() throws Exception {
        share(0, 40);
        List<Callable<Integer>> looks = IntStream.range(0, 6)
                .mapToObj(look -> (Callable<Integer>)
                        () -> trio.names(trio.marie, "home/Shares").size())
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> look : threads.invokeAll(looks)) {
                assertThat(look.get()).isEqualTo(40);
            }
        }
        List<Reception> all = new ArrayList<>();
        store.receptions(trio.marie.user(), all::add);
        assertThat(all).hasSize(40).allMatch(reception -> reception.revision() == 1);
    }
}
