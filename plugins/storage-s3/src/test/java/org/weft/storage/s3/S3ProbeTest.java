/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.Probe.Outcome;
import org.weft.spi.storage.Probe.Trial;
import org.weft.storage.s3.fixture.FaultyLine;
import org.weft.testkit.TestContext;

/** What an operator is told of an S3 service, also of one that can't serve: no instance here was started. */
@Tag("process")
class S3ProbeTest {

    @TempDir
    private Path tmp;

    private List<Trial> probe(S3Config config) throws IOException {
        List<Trial> trials = new ArrayList<>();
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(config, context)) {
            blobs.probe().orElseThrow().run(trials::add);
        }
        return trials;
    }

    private List<Trial> through(FaultyLine.Mode mode, S3Config config) throws IOException {
        try (FaultyLine line = FaultyLine.to(Lab.server().port())) {
            line.turn(mode);
            return probe(Lab.Options.of(config).at(line.endpoint()).config());
        }
    }

    private static List<String> bad(List<Trial> trials) {
        return trials.stream()
                .filter(trial -> trial.outcome() == Outcome.BAD)
                .map(Trial::what)
                .toList();
    }

    private static Trial of(List<Trial> trials, String what) {
        return trials.stream()
                .filter(trial -> trial.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError(what + " is not in " + trials));
    }

    private void assertEmpty(S3Config config) throws IOException {
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(config, context)) {
            List<String> left = new ArrayList<>();
            blobs.parts().orElseThrow().unfinished("", upload -> left.add(upload.key()));
            blobs.list("", entry -> left.add(entry.key()));
            assertThat(left).isEmpty();
        }
    }

    @Test
    void each_kind_of_request_is_tried_and_nothing_is_left() throws IOException {
        S3Config config = Lab.bucket();
        List<Trial> trials = probe(config);
        assertThat(trials)
                .extracting(Trial::what)
                .containsExactly(
                        "S3: bucket",
                        "S3: clock",
                        "S3: write an object",
                        "S3: range",
                        "S3: list",
                        "S3: copy",
                        "S3: write if none is there",
                        "S3: write if unchanged",
                        "S3: upload in parts",
                        "S3: upload that rests",
                        "S3: copy in parts",
                        "S3: versioning",
                        "S3: delete");
        assertThat(bad(trials)).as("%s", trials).isEmpty();
        assertThat(of(trials, "S3: upload in parts").result()).contains("with CRC32 each");
        assertEmpty(config);
    }

    @Test
    void a_service_that_makes_no_object_of_parts_is_named_with_what_to_set() throws IOException {
        S3Config config = Lab.bucket();
        List<Trial> trials = through(FaultyLine.Mode.NO_PARTS, config);
        assertThat(bad(trials)).containsExactly("S3: upload in parts", "S3: upload that rests");
        Trial parts = of(trials, "S3: upload in parts");
        assertThat(parts.result()).contains("400 InvalidPart");
        assertThat(parts.meaning()).contains("no file above part-size");
        assertThat(parts.advice()).contains("checksums = \"when-required\"");
        assertEmpty(config);
    }

    @Test
    void a_clock_that_is_an_hour_late_is_named() throws IOException {
        List<Trial> trials = through(FaultyLine.Mode.LATE, Lab.bucket());
        assertThat(bad(trials)).containsExactly("S3: clock");
        assertThat(of(trials, "S3: clock").result()).containsPattern("3[56]\\d\\d s behind the server's");
        assertThat(of(trials, "S3: clock").advice()).contains("the same time servers");
    }

    @Test
    void a_key_that_may_only_read_is_named_and_not_shown() throws IOException {
        List<Trial> trials = through(FaultyLine.Mode.READ_ONLY, Lab.bucket());
        assertThat(bad(trials)).contains("S3: write an object");
        assertThat(of(trials, "S3: write an object").result())
                .contains("does not allow to write objects (403 AccessDenied)");
        assertThat(trials.toString()).doesNotContain("weft-test");
    }

    @Test
    void where_there_is_no_bucket_nothing_more_is_tried() throws IOException {
        List<Trial> trials =
                probe(Lab.Options.of(Lab.bucket()).bucket("nowhere").config());
        assertThat(trials).singleElement().satisfies(trial -> {
            assertThat(trial.outcome()).isEqualTo(Outcome.BAD);
            assertThat(trial.result()).contains("the bucket 'nowhere'", "does not exist; make it");
        });
    }
}
