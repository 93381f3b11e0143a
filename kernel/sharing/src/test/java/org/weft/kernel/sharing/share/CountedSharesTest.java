/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.sharing.share.Trio.READ;
import static org.weft.kernel.sharing.share.Trio.path;
import static org.weft.kernel.sharing.share.Trio.to;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.site.FakeSharing;
import org.weft.kernel.storage.access.ShareEntitlements;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.Caller;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.share.ShareStore;
import org.weft.spi.storage.ListSpec;

/** How often the store of shares is asked. */
class CountedSharesTest {

    private final Trio trio;
    private final SharingServices sharing;
    private final AtomicInteger asked = new AtomicInteger();

    CountedSharesTest(@TempDir Path data) {
        trio = new Trio(data);
        ShareStore store = trio.site.databases.shares("counted");
        sharing = FakeSharing.of(
                counting(store),
                trio.site.policy,
                trio.site.database,
                trio.site.namespace,
                trio.site.storage,
                trio.site.directories,
                SharingSettings.usual(),
                trio.site.clock);
    }

    @AfterEach
    void close() {
        trio.close();
    }

    private ShareStore counting(ShareStore store) {
        return (ShareStore) Proxy.newProxyInstance(
                ShareStore.class.getClassLoader(), new Class<?>[] {ShareStore.class}, (proxy, method, arguments) -> {
                    asked.incrementAndGet();
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getTargetException();
                    }
                });
    }

    private void share(int from, int to) {
        for (int i = from; i < to; i++) {
            trio.folder(trio.einstein, "home/a/b/n" + i);
            Share share = sharing.shares()
                    .create(trio.einstein, path("home/a/b/n" + i), to(trio.marie), READ, LocalShares.Terms.usual());
            sharing.received().update(trio.marie, share.id(), Decision.state(ShareState.ACCEPTED));
        }
    }

    /** How often the store is asked for a listing, with how each child is shared. */
    private int listed(Caller who, String folder, int expected) {
        asked.set(0);
        AtomicInteger shared = new AtomicInteger();
        AtomicReference<ShareEntitlements.OfSpace> shares = new AtomicReference<>();
        trio.site.files.list(who, path(folder), ListSpec.all(), StatSpec.node(), child -> {
            if (shares.get() == null) {
                shares.set(trio.site.files.sharesIn(child.id()));
            }
            Set<ShareEntitlements.Kind> kinds = shares.get().kinds(child.id().node(), who.user(), true);
            shared.addAndGet(kinds.isEmpty() ? 0 : 1);
            return true;
        });
        assertThat(shared).as("shared children").hasValue(expected);
        return asked.get();
    }

    @Test
    void a_listing_of_shared_children_asks_as_often_for_many_as_for_few() {
        share(0, 10);
        int few = listed(trio.einstein, "home/a/b", 10);
        share(10, 1000);
        assertThat(listed(trio.einstein, "home/a/b", 1000)).isEqualTo(few);
        assertThat(listed(trio.einstein, "home/a/b", 1000))
                .as("the second time")
                .isZero();
    }

    @Test
    void a_listing_of_what_was_received_asks_as_often_for_many_as_for_few() {
        share(0, 25);
        int few = listed(trio.marie, "home/Shares", 25);
        share(25, 100);
        assertThat(listed(trio.marie, "home/Shares", 100)).isLessThanOrEqualTo(few);
        assertThat(listed(trio.marie, "home/Shares", 100)).as("the second time").isZero();
    }

    @Test
    void what_somebody_may_do_in_a_space_is_asked_for_again_when_something_has_changed_and_not_before() {
        share(0, 30);
        trio.stat(trio.marie, "home/Shares/n7");
        asked.set(0);
        trio.stat(trio.marie, "home/Shares/n7");
        trio.stat(trio.marie, "shares/n8");
        trio.names(trio.marie, "shares/n9");
        assertThat(asked).hasValue(0);
        share(30, 31);
        asked.set(0);
        trio.stat(trio.marie, "home/Shares/n7");
        assertThat(asked.get()).isPositive();
        asked.set(0);
        trio.stat(trio.marie, "home/Shares/n30");
        assertThat(asked).hasValue(0);
    }

    @Test
    void nobody_asks_for_those_who_share_and_receive_nothing() {
        share(0, 5);
        trio.folder(trio.richard, "home/own");
        asked.set(0);
        trio.stat(trio.richard, "home");
        trio.names(trio.richard, "home");
        trio.names(trio.richard, "home/own");
        trio.put(trio.richard, "home/own/f.txt", "x");
        trio.move(trio.richard, "home/own/f.txt", "home/own/g.txt");
        trio.delete(trio.richard, "home/own/g.txt");
        assertThat(asked).hasValue(0);
    }
}
