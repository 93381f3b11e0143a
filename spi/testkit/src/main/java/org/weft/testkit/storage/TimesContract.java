/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Times;
import org.weft.spi.storage.TouchSpec;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Versions;
import org.weft.testkit.Since;

/** What the ability {@code Times} promises. */
@Since("0.1")
@Promises(Times.class)
abstract class TimesContract extends Cases {

    private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06Z");

    @BeforeEach
    void requireTimes() {
        times();
    }

    private Times times() {
        return offered("Times", StorageDriver::times);
    }

    private Node touch(String path, TouchSpec spec) throws IOException {
        return times().touch(bench().anna(), StorageBench.at(path), spec);
    }

    private Node touch(String path) throws IOException {
        return touch(path, TouchSpec.simple(LONG_AGO));
    }

    @Test
    void a_file_bears_the_time_and_keeps_all_else() throws IOException {
        List<Checksum> digests = bench().driver().traits().checksums().stream()
                .map(algorithm -> new Checksum(
                        algorithm,
                        switch (algorithm) {
                            case SHA1 -> "11f6ad8ec52a2984abaafd7c3b516503785c2072";
                            case MD5 -> "9dd4e461268c8034f5c8564e155c67a6";
                            case ADLER32 -> "00790079";
                            case SHA256 -> "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
                        }))
                .toList();
        Node before = bench().put("/a", Specs.digests(() -> digests), "x");
        Node touched = touch("/a");
        assertThat(touched.mtime()).isEqualTo(LONG_AGO);
        assertThat(touched.etag()).isNotEqualTo(before.etag());
        assertThat(bench().stat("/a")).hasToString(touched.toString());
        assertThat(bench().list("/")).singleElement().hasToString(touched.toString());
        assertThat(touched.id()).isEqualTo(before.id());
        assertThat(touched.size()).isEqualTo(1);
        assertThat(bench().stat("/a").checksums()).containsExactlyInAnyOrderElementsOf(digests);
        assertThat(bench().read("/a")).isEqualTo("x");
        bench().restart();
        assertThat(bench().stat("/a")).hasToString(touched.toString());
    }

    @Test
    void the_same_time_again_is_a_change_too() throws IOException {
        bench().put("/a", "x");
        Node once = touch("/a");
        assertThat(touch("/a").etag()).isNotEqualTo(once.etag());
    }

    @Test
    void a_folder_bears_the_time_until_something_in_it_changes() throws IOException {
        bench().folder("/f");
        bench().put("/f/a", "x");
        Node before = bench().stat("/f");
        Node touched = touch("/f");
        assertThat(touched.mtime()).isEqualTo(LONG_AGO);
        assertThat(touched.id()).isEqualTo(before.id());
        assertThat(touched.etag()).isNotEqualTo(before.etag());
        assertThat(touched.size()).isEqualTo(before.size());
        assertThat(bench().stat("/f")).hasToString(touched.toString());
        bench().put("/f/b", "y");
        assertThat(bench().stat("/f").mtime()).isAfter(LONG_AGO);
    }

    @Test
    void folders_above_tell_of_it() throws IOException {
        bench().requires(Trait.FOLDER_ETAG_PROPAGATES);
        bench().folder("/f");
        bench().folder("/f/g");
        bench().put("/f/g/a", "x");
        Node root = bench().stat("/");
        Node outer = bench().stat("/f");
        Node inner = bench().stat("/f/g");
        touch("/f/g/a");
        assertThat(bench().stat("/").etag()).isNotEqualTo(root.etag());
        assertThat(bench().stat("/f").etag()).isNotEqualTo(outer.etag());
        assertThat(bench().stat("/f/g").etag()).isNotEqualTo(inner.etag());
        assertThat(bench().stat("/f/g").mtime()).isAfter(LONG_AGO);
        assertThat(bench().stat("/f").size()).isEqualTo(outer.size());
        Node told = bench().stat("/f");
        touch("/f/g");
        assertThat(bench().stat("/f").etag()).isNotEqualTo(told.etag());
    }

    @Test
    void no_version_is_made() throws IOException {
        Versions versions = offered("Versions", StorageDriver::versions);
        bench().put("/a", "x");
        touch("/a");
        List<Versions.Version> kept = new ArrayList<>();
        versions.list(bench().anna(), StorageBench.at("/a"), kept::add);
        assertThat(kept).isEmpty();
    }

    @Test
    void what_is_not_there_and_the_root_are_told() throws IOException {
        bench().put("/a", "x");
        assertThatThrownBy(() -> touch("/missing")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> touch("/missing/b")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> touch("/a/b")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> touch("/")).isInstanceOf(Forbidden.class);
    }

    @Test
    void the_precondition_is_judged() throws IOException {
        Node old = bench().put("/a", "x");
        Node now = bench().put("/a", "y");
        assertThatThrownBy(() -> touch("/a", new TouchSpec(LONG_AGO, Precondition.etag(old.etag()), Guard.none())))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(bench().stat("/a")).hasToString(now.toString());
        assertThat(touch("/a", new TouchSpec(LONG_AGO, Precondition.etag(now.etag()), Guard.none()))
                        .mtime())
                .isEqualTo(LONG_AGO);
    }

    @Test
    void a_write_at_the_last_moment_fails_the_precondition_and_is_not_lost() throws IOException {
        Node seen = bench().put("/a", "old");
        Guard late = new Guard() {
            private boolean done;

            @Override
            public void check(Affected what) {}

            @Override
            public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
                if (!done) {
                    done = true;
                    bench().put("/a", "new");
                }
                return step.take();
            }
        };
        assertThatThrownBy(() -> touch("/a", new TouchSpec(LONG_AGO, Precondition.etag(seen.etag()), late)))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(bench().read("/a")).isEqualTo("new");
        assertThat(bench().stat("/a").mtime()).isAfter(LONG_AGO);
    }

    @Test
    void writers_at_the_same_time_lose_nothing() throws IOException, InterruptedException, ExecutionException {
        bench().put("/a", "0");
        Race.of(
                8,
                caller -> caller % 2 == 0
                        ? touch("/a", TouchSpec.simple(LONG_AGO.plus(Duration.ofDays(caller))))
                        : bench().put("/a", "by " + caller));
        Node node = bench().stat("/a");
        String content = bench().read("/a");
        assertThat(content).startsWith("by ");
        assertThat(node.size()).isEqualTo(content.length());
        Node last = touch("/a");
        assertThat(last.mtime()).isEqualTo(LONG_AGO);
        assertThat(bench().read("/a")).isEqualTo(content);
    }

    @Test
    void the_guard_is_told_the_node_and_obeyed() throws IOException {
        bench().folder("/f");
        Node file = bench().put("/f/a", "x");
        String before = bench().picture("/");
        RecordingGuard refusing = RecordingGuard.refusingAtCommit();
        assertThatThrownBy(() -> touch("/f/a", new TouchSpec(LONG_AGO, Precondition.none(), refusing)))
                .isInstanceOf(Locked.class);
        assertThat(bench().picture("/")).isEqualTo(before);
        assertThat(bench().stat("/f/a")).hasToString(file.toString());
        RecordingGuard passing = RecordingGuard.passing();
        touch("/f/a", new TouchSpec(LONG_AGO, Precondition.none(), passing));
        Affected what = passing.commits().getFirst();
        assertThat(what.source().map(Node::id)).contains(file.id());
        assertThat(what.parents()).isEmpty();
        assertThat(what.replaced()).isEmpty();
        assertThat(what.target()).isEqualTo(RelPath.parse("f/a"));
        assertThat(what.space()).isEqualTo(file.space());
    }

    @Test
    void a_change_that_never_comes_about_is_given_up() throws IOException {
        Node file = bench().put("/a", "x");
        TurningAway gone = TurningAway.endingAt(3);
        assertThatThrownBy(() -> touch("/a", new TouchSpec(LONG_AGO, Precondition.none(), gone)))
                .isSameAs(gone.end())
                .isInstanceOf(Unavailable.class);
        assertThat(gone.commits()).isEqualTo(3);
        assertThat(bench().stat("/a")).hasToString(file.toString());
    }
}
