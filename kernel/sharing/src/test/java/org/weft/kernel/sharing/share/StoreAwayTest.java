/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.sharing.share.Trio.EDIT;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSharing;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.ShareStore;

/** A server that starts anew while the store of its shares does not answer. */
class StoreAwayTest {

    private final Trio trio;

    StoreAwayTest(@TempDir Path data) {
        trio = new Trio(data);
        trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        ShareStore away = (ShareStore) Proxy.newProxyInstance(
                ShareStore.class.getClassLoader(), new Class<?>[] {ShareStore.class}, (proxy, method, arguments) -> {
                    throw new IOException("away");
                });
        FakeSharing.of(
                away,
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

    @Test
    void who_shared_something_goes_on_with_it() {
        assertThat(trio.names(trio.einstein, "home/a")).contains("f.txt");
        trio.put(trio.einstein, "home/a/f.txt", "two");
        trio.put(trio.einstein, "home/a/new.txt", "new");
        trio.folder(trio.einstein, "home/a/c");
        trio.delete(trio.einstein, "home/a/f.txt");

        assertThat(trio.names(trio.einstein, "home/a")).contains("new.txt", "c").doesNotContain("f.txt");
    }

    @Test
    void what_needs_the_shares_waits_for_them() {
        assertThatThrownBy(() -> trio.move(trio.einstein, "home/a", "home/z"))
                .as("a share follows what moves")
                .isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> trio.stat(trio.marie, "shares/a")).isInstanceOf(Unavailable.class);
        assertThat(trio.names(trio.einstein, "home")).contains("a").doesNotContain("z");
    }
}
