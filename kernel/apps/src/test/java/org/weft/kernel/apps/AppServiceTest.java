/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.app.FileAccess;
import org.weft.spi.app.ViewMode;
import org.weft.spi.app.Write;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Rights;

class AppServiceTest {

    private static final User EINSTEIN = FakeSite.EINSTEIN;
    private static final User MARIE = FakeSite.MARIE;
    private static final Duration WHILE = Duration.ofMinutes(30);

    @TempDir
    Path data;

    private OfficeSite office;

    @BeforeEach
    void start() {
        office = new OfficeSite(data, URI.create("https://office.example.org/edit"), "https://weft.example.org");
        office.put(EINSTEIN, "home/a.txt", "old");
    }

    @AfterEach
    void stop() throws Exception {
        office.close();
    }

    private FileAccess access(OpenedApp opening) {
        return office.apps.find("pen", token(opening), new TraceId("t")).orElseThrow();
    }

    private static String token(OpenedApp opening) {
        return String.valueOf(opening.session().form().get("access_token"));
    }

    private FileAccess open(ViewMode mode) {
        return access(office.open(EINSTEIN, "home/a.txt", mode));
    }

    private static ByteArrayInputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(FileAccess file) throws Exception {
        try (var content = file.open()) {
            return switch (content) {
                case org.weft.spi.storage.Content.OfStream stream ->
                    new String(stream.stream().readAllBytes(), StandardCharsets.UTF_8);
                case org.weft.spi.storage.Content.OfFile opened -> {
                    var buffer = java.nio.ByteBuffer.allocate((int) opened.length());
                    opened.channel().read(buffer, opened.offset());
                    yield new String(buffer.array(), StandardCharsets.UTF_8);
                }
            };
        }
    }

    @Test
    void a_session_reads_and_writes_its_file() throws Exception {
        FileAccess file = open(ViewMode.READ_WRITE);

        assertThat(file.user().id()).isEqualTo(EINSTEIN.id());
        assertThat(read(file)).isEqualTo("old");
        assertThat(file.put(body("new"), Write.plain()).size()).isEqualTo(3);
        assertThat(read(file)).isEqualTo("new");
        assertThat(file.id()).matches("[0-9a-f]{40}");
    }

    @Test
    void a_session_ends_with_its_time() throws Exception {
        OpenedApp opening = office.open(EINSTEIN, "home/a.txt", ViewMode.READ_WRITE);
        FileAccess file = access(opening);

        office.site.clock.forward(Duration.ofHours(10));

        assertThat(office.apps.find("pen", token(opening), new TraceId("t"))).isEmpty();
        assertThatThrownBy(file::stat).isInstanceOf(Unauthenticated.class);
        assertThatThrownBy(() -> file.put(body("x"), Write.plain())).isInstanceOf(Unauthenticated.class);
        office.apps.sessions().sweep();
    }

    @Test
    void a_session_ends_when_its_user_is_signed_out_or_blocked() throws Exception {
        OpenedApp first = office.open(EINSTEIN, "home/a.txt", ViewMode.READ_WRITE);
        FileAccess file = access(first);
        assertThat(office.apps.sessions().endOf(MARIE.id())).isZero();
        assertThat(file.stat().name()).isEqualTo("a.txt");

        assertThat(office.apps.sessions().endOf(EINSTEIN.id())).isEqualTo(1);
        assertThatThrownBy(file::stat).isInstanceOf(Unauthenticated.class);

        FileAccess second = open(ViewMode.READ_WRITE);
        office.blocked.add(EINSTEIN);
        assertThatThrownBy(second::stat).isInstanceOf(Unauthenticated.class);
    }

    @Test
    void a_right_that_is_taken_away_ends_in_the_same_moment() throws Exception {
        office.site
                .storage
                .grants()
                .add(
                        FakePeople.caller(EINSTEIN),
                        OfficeSite.at("home/a.txt"),
                        new Grant.ToUser(MARIE.id()),
                        Rights.all(),
                        Optional.empty());
        var id = office.site
                .files
                .stat(FakePeople.caller(EINSTEIN), OfficeSite.at("home/a.txt"), StatSpec.node())
                .id();
        OpenedApp opening = office.apps.open(FakePeople.caller(MARIE), MARIE, Target.id(id), AppLaunch.plain());
        FileAccess file = access(opening);
        file.put(body("by marie"), Write.plain());

        office.site
                .storage
                .grants()
                .remove(FakePeople.caller(EINSTEIN), OfficeSite.at("home/a.txt"), new Grant.ToUser(MARIE.id()));

        assertThatThrownBy(() -> file.put(body("again"), Write.plain())).isInstanceOf(WeftException.class);
        assertThatThrownBy(file::stat).isInstanceOf(NotFound.class);
        assertThat(read(open(ViewMode.READ_ONLY))).isEqualTo("by marie");
    }

    @Test
    void a_token_is_good_for_one_provider_and_unchanged() {
        String token = token(office.open(EINSTEIN, "home/a.txt", ViewMode.READ_WRITE));

        assertThat(office.apps.find("paper", token, new TraceId("t"))).isEmpty();
        assertThat(office.apps.find("pen", token + "A", new TraceId("t"))).isEmpty();
        assertThat(office.apps.find("pen", token.replace("a1.", "a2."), new TraceId("t")))
                .isEmpty();
        assertThat(office.apps.find("pen", "", new TraceId("t"))).isEmpty();
        assertThat(token).doesNotContain("a.txt", "einstein");
    }

    @Test
    void a_session_for_reading_changes_nothing() {
        FileAccess file = open(ViewMode.READ_ONLY);

        assertThatThrownBy(() -> file.put(body("x"), Write.plain())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> file.lock("L", WHILE)).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> file.rename("b.txt", Write.plain())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> file.delete(Write.plain())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> file.createBeside("b.txt", OnConflict.FAIL, body("x"), Write.plain()))
                .isInstanceOf(Forbidden.class);
    }

    @Test
    void a_write_that_names_a_lock_needs_it() throws Exception {
        FileAccess file = open(ViewMode.READ_WRITE);
        assertThatThrownBy(() -> file.put(body("x"), Write.plain().lock("L"))).isInstanceOf(PreconditionFailed.class);
        file.lock("L", WHILE);

        assertThatThrownBy(() -> file.put(body("x"), Write.plain())).isInstanceOf(Locked.class);
        assertThatThrownBy(() -> file.lock("M", WHILE)).isInstanceOf(Locked.class);
        file.put(body("held"), Write.plain().lock("L"));
        file.refreshLock("L", "M", WHILE);
        assertThatThrownBy(() -> file.put(body("x"), Write.plain().lock("L"))).isInstanceOf(WeftException.class);
        assertThat(file.currentLock().orElseThrow().app()).hasValue("Pen");
        file.rename("b.txt", Write.plain().lock("M"));
        assertThat(file.currentLock().orElseThrow().id())
                .as("the lock goes with the file")
                .isEqualTo("M");
        file.unlock("M");
        assertThat(read(file)).isEqualTo("held");
    }

    @Test
    void a_file_that_another_program_edits_opens_for_reading_and_tells_which() throws Exception {
        open(ViewMode.READ_WRITE).lock("L", WHILE);

        OpenedApp same = office.open(EINSTEIN, "home/a.txt", ViewMode.READ_WRITE);
        OpenedApp other = office.apps.open(
                FakePeople.caller(EINSTEIN),
                EINSTEIN,
                OfficeSite.at("home/a.txt"),
                new AppLaunch("Paper", ViewMode.READ_WRITE, Optional.empty(), Optional.empty()));

        assertThat(same.reason()).isEmpty();
        assertThat(other.reason()).isEqualTo("it is being edited in Pen");
        assertThat(other.editor()).isEqualTo("Pen");
        assertThat(other.session().form()).containsEntry("mode", "READ_ONLY");
    }

    @Test
    void an_app_that_only_shows_a_type_gets_no_more() {
        office.put(EINSTEIN, "home/a.pdf", "x");

        OpenedApp opening = office.open(EINSTEIN, "home/a.pdf", ViewMode.READ_WRITE);

        assertThat(opening.reason()).contains("only shows");
        assertThat(opening.session().mode()).isEqualTo(ViewMode.READ_ONLY);
    }

    @Test
    void new_files_beside_one_are_of_the_same_session() throws Exception {
        FileAccess file = open(ViewMode.READ_WRITE);

        FileAccess beside = file.createBeside("a.txt", OnConflict.RENAME, body("copy"), Write.plain());
        FileAccess again = office.apps
                .find("pen", beside.newSession().token(), new TraceId("t"))
                .orElseThrow();

        assertThat(beside.stat().name()).isNotEqualTo("a.txt");
        assertThat(read(again)).isEqualTo("copy");
        assertThat(again.expires()).isEqualTo(file.expires());
        assertThat(again.id()).isNotEqualTo(file.id());
        assertThat(file.shareUrl(ViewMode.READ_WRITE).orElseThrow().toString())
                .startsWith("https://weft.example.org/apps/open?file_id=");
    }

    @Test
    void what_an_app_keeps_is_its_users() throws Exception {
        FileAccess file = open(ViewMode.READ_ONLY);

        file.setPreference("tour", "seen");
        file.setPreference("tour", "seen twice");

        assertThat(open(ViewMode.READ_ONLY).preference("tour")).hasValue("seen twice");
        assertThat(file.preference("other")).isEmpty();
        assertThatThrownBy(() -> file.setPreference("tour", "x".repeat(4097)))
                .isInstanceOf(WeftException.InvalidArgument.class);
    }

    @Test
    void the_site_says_which_app_is_the_default_and_its_admins_change_it() {
        AppRegistry registry = office.apps.registry();
        assertThat(registry.defaultOf("text/plain").info().name()).isEqualTo("Pen");
        assertThat(registry.of("application/pdf"))
                .extracting(app -> app.info().name())
                .containsExactly("Paper", "Pen");
        assertThatThrownBy(() -> registry.setDefault(FakePeople.caller(EINSTEIN), "text/plain", "Paper"))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> registry.setDefault(FakePeople.caller(MARIE), "text/plain", "Pencil"))
                .isInstanceOf(NotFound.class);

        registry.setDefault(FakePeople.caller(MARIE), "text/plain", "Paper");

        assertThat(registry.defaultOf("text/plain").info().name()).isEqualTo("Paper");
        List<AppFileType> types = registry.types();
        assertThat(types.getFirst().rule().mediaType()).isEqualTo("text/plain");
        assertThat(types.getFirst().creates()).isTrue();
        assertThatThrownBy(() -> registry.defaultOf("image/png")).isInstanceOf(NotFound.class);
    }
}
