/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.identity.signin.AuthSource;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.runtime.config.ConfigFile;
import org.weft.kernel.runtime.observe.AuditLog;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.server.BackChannelProvider;
import org.weft.kernel.server.WholeSite;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.WeftException;
import org.weft.spi.auth.Credentials;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** What stands in the audit log's file. */
@OverWire
class AuditFileTest {

    private static final Caller EINSTEIN = FakePeople.caller(FakeSite.EINSTEIN);
    private static final Caller MARIE = FakePeople.caller(FakeSite.MARIE);

    @TempDir
    Path data;

    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private Path file = Path.of("");

    @BeforeEach
    void start() {
        file = data.resolve("audit.jsonl");
        LogSetup.audit(
                loggers,
                new ConfigFile(Map.of())
                        .parse("test.toml", "[log]\naudit = \"" + file + "\"\n", data)
                        .config()
                        .orElseThrow()
                        .log());
    }

    @AfterEach
    void stop() {
        loggers.getLogger(AuditLog.LOGGER).detachAndStopAllAppenders();
    }

    private static List<JsonObject> lines(Path file) throws IOException {
        List<JsonObject> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(JsonParser.parseString(line).getAsJsonObject());
        }
        return lines;
    }

    private List<JsonObject> lines(String event) throws IOException {
        return lines(file).stream()
                .filter(line -> text(line, "event").equals(event))
                .toList();
    }

    private static String text(JsonObject line, String key) {
        return line.has(key) ? line.get(key).getAsString() : "";
    }

    @Test
    void its_file_is_written_by_the_servers_user_and_read_by_that_ones_group_alone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void names_of_strangers_never_make_a_line_of_their_own() throws Exception {
        try (WholeSite whole = new WholeSite(data)) {
            for (String name : List.of(
                    "a\n{\"event\":\"sign-in\"}", "a\r\nb", "a\u2028b\u0085c", "a\",\"event\":\"x", "n".repeat(1000))) {
                try {
                    whole.signIn.authenticate(new Credentials("basic", name, "x"), "192.0.2.1\n{}");
                } catch (WeftException refused) {
                    // as it should be
                }
            }
        }
        List<JsonObject> refused = lines("sign-in-refused");
        assertThat(refused).hasSize(5).hasSameSizeAs(lines(file));
        assertThat(refused).allSatisfy(line -> {
            assertThat(text(line, "account")).doesNotContain("\n", "\r").hasSizeLessThan(110);
            assertThat(text(line, "address")).doesNotContain("\n");
            assertThat(text(line, "reason")).isNotEmpty();
            assertThat(Instant.parse(text(line, "time"))).isNotNull();
        });
    }

    @Test
    void sign_in_and_what_programs_and_providers_do_for_people_is_told() throws Exception {
        try (WholeSite whole = new WholeSite(data)) {
            whole.signIn.authenticate(new Credentials("basic", "einstein", "nietsnie"), "192.0.2.1");
            whole.signIn.authenticate(new Credentials("basic", "einstein", "nietsnie"), "192.0.2.1");
            whole.signIn.authenticate(new Credentials("machine", "marie", WholeSite.BACKUP), "192.0.2.2");
            var made = whole.appPasswords.make(
                    whole.site.sessionOf(FakeSite.EINSTEIN),
                    "a phone",
                    List.of(new Scope.User(Scope.Role.OWNER)),
                    Optional.empty());
            whole.appPasswords.revoke(EINSTEIN, made.password().id());
            whole.site.browserProviders.add(
                    new AuthSource("uni", DriverHandle.fixed("uni", new BackChannelProvider())));
            whole.revocations.remember("uni", "her", FakeSite.MARIE.id());
            whole.sessions.ended("uni", "her");

            assertThat(Files.readString(file)).doesNotContain(made.secret(), WholeSite.BACKUP, "nietsnie");
        }
        assertThat(lines(file))
                .extracting(line -> text(line, "event"))
                .containsExactly("sign-in", "sign-in", "app-password-made", "app-password-revoked", "sign-out");
        assertThat(lines("sign-in"))
                .extracting(line -> text(line, "username") + text(line, "by"))
                .containsExactly("einstein", "marieservice:backup");
        assertThat(lines("sign-out"))
                .extracting(line -> text(line, "user") + text(line, "source"))
                .containsExactly(FakeSite.MARIE.id() + "uni");
    }

    @Test
    void who_changes_what_another_has_shared_is_named() throws Exception {
        try (WholeSite whole = new WholeSite(data)) {
            whole.office.put(FakeSite.EINSTEIN, "home/f.txt", "text");
            LocalShares shares = whole.site.sharing.shares();
            Rights passing = Rights.read().plus(Rights.of(Right.ADD_GRANT));
            var first = shares.create(
                    EINSTEIN,
                    OfficeSite.at("home/f.txt"),
                    new Grant.ToUser(FakeSite.MARIE.id()),
                    passing,
                    LocalShares.Terms.usual());
            whole.site.sharing.received().update(MARIE, first.id(), ReceivedShares.Decision.state(ShareState.ACCEPTED));
            var second = shares.create(
                    MARIE,
                    OfficeSite.at("shares/f.txt"),
                    new Grant.ToUser(FakeSite.RICHARD.id()),
                    Rights.read(),
                    LocalShares.Terms.usual());
            shares.update(EINSTEIN, first.id(), LocalShares.Change.rights(passing));
            shares.remove(EINSTEIN, second.id());
            var link = whole.links
                    .links()
                    .create(EINSTEIN, OfficeSite.at("home/f.txt"), NewLink.of(LinkType.VIEW.rights()));
            assertThat(Files.readString(file)).doesNotContain(link.token());

            String einstein = FakeSite.EINSTEIN.id().toString();
            String marie = FakeSite.MARIE.id().toString();
            assertThat(lines(file))
                    .extracting(line -> text(line, "event"), line -> text(line, "creator"), line -> text(line, "by"))
                    .containsExactly(
                            org.assertj.core.api.Assertions.tuple("share-made", einstein, einstein),
                            org.assertj.core.api.Assertions.tuple("share-made", marie, marie),
                            org.assertj.core.api.Assertions.tuple("share-changed", einstein, einstein),
                            org.assertj.core.api.Assertions.tuple("share-removed", marie, einstein),
                            org.assertj.core.api.Assertions.tuple("share-made", einstein, einstein));
        }
    }

    @Test
    void a_file_that_was_moved_away_is_followed_by_a_new_one() throws IOException {
        AuditLog.entry().log("one");
        Path moved = data.resolve("audit.old");
        Files.move(file, moved);
        AuditLog.entry().log("two");
        Files.delete(file);
        AuditLog.entry().log("three");

        assertThat(lines(moved)).extracting(line -> text(line, "event")).containsExactly("one");
        assertThat(lines(file)).extracting(line -> text(line, "event")).containsExactly("three");
    }

    @Test
    void the_file_of_an_older_day_gets_its_date() throws IOException {
        AuditLog.entry().log("yesterday");
        var appender = (RollingFileAppender<ILoggingEvent>)
                loggers.getLogger(AuditLog.LOGGER).getAppender("audit");
        ((TimeBasedRollingPolicy<?>) appender.getRollingPolicy())
                .getTimeBasedFileNamingAndTriggeringPolicy()
                .setCurrentTime(Instant.now().plus(Duration.ofDays(1)).toEpochMilli());
        AuditLog.entry().log("today");

        assertThat(lines(file)).extracting(line -> text(line, "event")).containsExactly("today");
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .contains("audit.jsonl")
                    .anyMatch(name -> name.matches("audit\\.jsonl\\.\\d{4}-\\d{2}-\\d{2}"));
        }
    }
}
