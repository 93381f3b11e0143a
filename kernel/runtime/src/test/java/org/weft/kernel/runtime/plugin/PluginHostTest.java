/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException;
import org.weft.spi.auth.AuthProvider;

/** What becomes of the entries when plugins come, are replaced and go. */
class PluginHostTest extends PluginHostCases {

    @Test
    void a_plugin_that_is_there_at_the_start_serves() throws IOException {
        PluginJar.answering("good", "1.0.0", "good", "one").into(site, "good.jar");
        DriverHandle<AuthProvider> handle = entry("a", "good");
        run();

        assertThat(types(handle)).containsExactly("one");
        assertThat(status("a"))
                .isEqualTo(new EntryStatus("auth", "a", "good", EntryStatus.State.SERVING, "good 1.0.0", 0, ""));
        assertThat(plugin("good.jar").state()).isEqualTo(PluginStatus.State.SERVING);
        assertThat(plugin("good.jar").drivers()).containsExactly("auth:good");
    }

    @Test
    void an_entry_waits_for_its_plugin_and_serves_when_it_is_dropped_in() throws IOException {
        DriverHandle<AuthProvider> handle = entry("a", "late");
        run();

        assertThatThrownBy(handle::acquire)
                .isInstanceOf(WeftException.Unavailable.class)
                .hasMessage("the auth 'a' is not available at the moment");
        assertThat(status("a").state()).isEqualTo(EntryStatus.State.WAITING);
        assertThat(status("a").reason()).isEqualTo("no plugin brings the auth driver 'late' yet");

        PluginJar.answering("late", "1.0.0", "late", "hello").into(site, "late.jar");
        eventually(() -> status("a").state() == EntryStatus.State.SERVING);

        assertThat(types(handle)).containsExactly("hello");
    }

    @Test
    void a_replaced_plugin_is_swapped_while_calls_on_the_old_one_end_in_peace() throws IOException {
        PluginJar.answering("p", "1.0.0", "p", "old").into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();
        try (Lease<AuthProvider> lease = handle.acquire()) {
            PluginJar.answering("p", "2.0.0", "p", "new").into(site, "p.jar");
            eventually(() -> status("a").plugin().equals("p 2.0.0"));

            assertThat(types(handle)).containsExactly("new");
            assertThat(lease.driver().types()).containsExactly("old");
            assertThat(host.plugins())
                    .extracting(PluginStatus::state)
                    .containsExactly(PluginStatus.State.DRAINING, PluginStatus.State.SERVING);
        }
        eventually(() -> host.plugins().size() == 1);
        assertThat(types(handle)).containsExactly("new");
    }

    @Test
    void a_replacement_that_does_not_start_leaves_the_old_version_serving() throws IOException {
        PluginJar.answering("p", "1.0.0", "p", "old").into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        PluginJar.withDriver(
                        "p",
                        "2.0.0",
                        "p",
                        "public void start() { throw new IllegalStateException(\"bad day\"); }",
                        "return null;")
                .into(site, "p.jar");
        eventually(() -> host.plugins().size() == 2);

        assertThat(types(handle)).containsExactly("old");
        assertThat(host.plugins()).anySatisfy(plugin -> {
            assertThat(plugin.version()).isEqualTo("2.0.0");
            assertThat(plugin.reason())
                    .contains("version 1.0.0 goes on serving")
                    .contains("bad day");
        });
    }

    @Test
    void a_file_overwritten_with_garbage_leaves_the_loaded_version_serving() throws IOException {
        Path jar = PluginJar.answering("p", "1.0.0", "p", "old").into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        Files.writeString(jar, "garbage");
        eventually(() -> host.plugins().size() == 2);

        assertThat(types(handle)).containsExactly("old");
    }

    @Test
    void a_damaged_file_does_not_bring_the_shipped_plugin_back_in_its_place() throws IOException {
        PluginJar.answering("p", "1.0.0", "p", "shipped").into(shipped, "p.jar");
        Path jar = PluginJar.answering("p", "1.1.0", "p", "ours").into(site, "p-1.1.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        Files.writeString(jar, "garbage");
        eventually(() -> host.plugins().stream().anyMatch(plugin -> plugin.state() == PluginStatus.State.FAILED));
        assertThat(types(handle)).containsExactly("ours");

        Files.delete(jar);
        eventually(() -> types(handle).contains("shipped"));
    }

    @Test
    void links_that_lead_nowhere_take_no_serving_plugin_away() throws IOException {
        PluginJar.answering("p", "1.0.0", "p", "one").into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        for (int i = 0; i < 12; i++) {
            Files.createSymbolicLink(site.resolve("old-" + i + ".jar"), Path.of("/nonexistent"));
        }
        PluginJar.answering("q", "1.0.0", "q", "two").into(site, "q.jar");
        eventually(() -> host.plugins().size() == 14 && host.plugins().stream().anyMatch(x -> x.id().equals("q")));

        assertThat(types(handle)).containsExactly("one");
        assertThat(plugin("old-0.jar").reason()).isEqualTo("it is a link that leads nowhere");
    }

    @Test
    void a_folder_that_vanishes_takes_no_serving_plugin_away() throws IOException {
        PluginJar.answering("p", "1.0.0", "p", "one").into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        Path aside = Files.move(site, data.resolve("aside"));
        eventually(
                () -> host.plugins().stream().anyMatch(plugin -> plugin.file().equals(site.toString())));
        assertThat(plugin(site.toString()).reason()).contains("what was loaded from it stays");
        assertThat(host.reload("p")).extracting(PluginStatus::state).containsExactly(PluginStatus.State.SERVING);
        assertThat(types(handle)).containsExactly("one");

        Files.move(aside, site);
        eventually(() -> host.plugins().stream().noneMatch(x -> x.state() == PluginStatus.State.FAILED));
        assertThat(types(handle)).containsExactly("one");
    }

    @Test
    void a_removed_plugin_is_drained_closed_and_unloaded() throws IOException {
        Path closed = data.resolve("closed");
        Path jar = PluginJar.withDriver(
                        "p",
                        "1.0.0",
                        "p",
                        "void closing() { try { java.nio.file.Files.createFile(java.nio.file.Path.of(\"" + closed
                                + "\")); } catch (java.io.IOException e) { throw new IllegalStateException(e); } }",
                        "return java.util.Set.of();")
                .into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();
        WeakReference<ClassLoader> loader = removed(handle, jar, closed);
        eventually(() -> host.plugins().isEmpty() && Files.exists(closed));
        eventually(() -> {
            System.gc();
            return loader.get() == null;
        });
        eventually(() -> isEmpty(data.resolve("work")));
        assertThat(status("a").plugin()).isEmpty();
    }

    /** In a method of its own, so that no variable of the test keeps the driver alive. */
    private WeakReference<ClassLoader> removed(DriverHandle<AuthProvider> handle, Path jar, Path closed)
            throws IOException {
        try (Lease<AuthProvider> lease = handle.acquire()) {
            Files.delete(jar);
            eventually(() -> status("a").state() == EntryStatus.State.WAITING);
            assertThat(closed).doesNotExist();
            assertThatThrownBy(handle::acquire).isInstanceOf(WeftException.Unavailable.class);
            return new WeakReference<>(lease.driver().getClass().getClassLoader());
        }
    }

    private static boolean isEmpty(Path folder) {
        String[] names = folder.toFile().list();
        return names != null && names.length == 0;
    }

    @Test
    void the_sites_plugin_wins_over_the_shipped_one_of_the_same_id() throws IOException {
        PluginJar.answering("p", "1.0.0", "p", "shipped").into(shipped, "p.jar");
        Path jar = PluginJar.answering("p", "1.1.0", "p", "site").into(site, "mine.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        assertThat(types(handle)).containsExactly("site");
        assertThat(plugin("p.jar").state()).isEqualTo(PluginStatus.State.HIDDEN);
        assertThat(plugin("p.jar").reason()).contains("mine.jar is used instead");

        Files.delete(jar);
        eventually(() -> status("a").plugin().equals("p 1.0.0"));
        assertThat(types(handle)).containsExactly("shipped");
    }

    @Test
    void a_plugin_can_be_swapped_many_times_and_leaves_nothing() throws IOException {
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();
        for (int round = 0; round < 5; round++) {
            String version = "1.0." + round;
            PluginJar.answering("p", version, "p", "v" + round).into(site, "p.jar");
            eventually(() -> status("a").plugin().equals("p " + version));
            assertThat(types(handle)).containsExactly("v" + round);
        }
        eventually(() -> host.plugins().size() == 1);
        assertThat(List.of(data.resolve("work").toFile().list())).hasSize(1);
    }
}
