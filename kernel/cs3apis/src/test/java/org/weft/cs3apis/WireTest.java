/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.cs3apis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nobody changes the wire of the CS3 APIs by accident: other people's clients and servers are at its other end. */
class WireTest {

    private static final WireTable PROMISED = promised();

    @Test
    void compiled_classes_speak_exactly_the_promised_wire() throws Exception {
        List<String> differences = PROMISED.differencesTo(CompiledWire.read());

        if (!differences.isEmpty()) {
            fail(
                    "The .proto files and src/test/resources/wire.tsv differ (- promised and gone, + promised nowhere).%n"
                            + "A removed or changed row breaks clients out there; a new row belongs into wire.tsv.%n%s",
                    String.join("\n", differences));
        }
    }

    @Test
    void all_25_services_with_all_233_rpcs_are_there() throws Exception {
        WireTable compiled = CompiledWire.read();

        assertThat(compiled.count("service")).isEqualTo(25);
        assertThat(compiled.count("rpc")).isEqualTo(233);
    }

    @Test
    void a_promised_element_that_is_gone_is_reported() {
        WireTable table = WireTable.of(List.of("a\tfield\tM\tx\t1\tstring\t-", "a\tfield\tM\ty\t2\tstring\t-"));
        WireTable compiled = WireTable.of(List.of("a\tfield\tM\tx\t1\tstring\t-"));

        assertThat(table.differencesTo(compiled)).containsExactly("- a\tfield\tM\ty\t2\tstring\t-");
    }

    @Test
    void an_element_that_was_never_promised_is_reported() {
        WireTable table = WireTable.of(List.of("a\tfield\tM\tx\t1\tstring\t-"));
        WireTable compiled = WireTable.of(List.of("a\tfield\tM\tx\t1\tstring\t-", "a\tfield\tM\ty\t2\tstring\t-"));

        assertThat(table.differencesTo(compiled)).containsExactly("+ a\tfield\tM\ty\t2\tstring\t-");
    }

    @Test
    void a_renumbered_field_is_reported_as_before_and_after() {
        WireTable table = WireTable.of(List.of("a\tfield\tM\tx\t1\tstring\t-"));
        WireTable compiled = WireTable.of(List.of("a\tfield\tM\tx\t2\tstring\t-"));

        assertThat(table.differencesTo(compiled))
                .containsExactly("- a\tfield\tM\tx\t1\tstring\t-", "+ a\tfield\tM\tx\t2\tstring\t-");
    }

    private static WireTable promised() {
        try (Stream<String> lines = Files.lines(Path.of(
                Objects.requireNonNull(WireTest.class.getResource("/wire.tsv")).toURI()))) {
            return WireTable.parse(lines);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
