/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** The form of the audit log. */
class AuditLinesTest {

    @Test
    void an_entry_is_one_json_object_in_one_line_whatever_it_holds() {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(new LoggerContext());
        event.setMessage("sign-in-refused");
        event.setInstant(Instant.parse("2026-11-29T12:00:00Z"));
        event.setKeyValuePairs(List.of(
                new KeyValuePair("account", "a\"}\n{\"event\":\"sign-in"), new KeyValuePair("address", "192.0.2.1")));

        String text = new String(new AuditLines().encode(event), StandardCharsets.UTF_8);

        assertThat(text).endsWith("\n").hasLineCount(1);
        JsonObject line = JsonParser.parseString(text).getAsJsonObject();
        assertThat(line.get("time").getAsString()).isEqualTo("2026-11-29T12:00:00Z");
        assertThat(line.get("event").getAsString()).isEqualTo("sign-in-refused");
        assertThat(line.get("account").getAsString()).isEqualTo("a\"}\n{\"event\":\"sign-in");
    }
}
