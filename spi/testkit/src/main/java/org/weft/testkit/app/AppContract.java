/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.Health;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.app.AppInfo;
import org.weft.spi.app.AppInfo.FileType;
import org.weft.spi.app.AppProvider;
import org.weft.spi.app.AppProviderFactory;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.ViewMode;
import org.weft.spi.http.HttpExtension;
import org.weft.spi.storage.Lock;
import org.weft.testkit.Exclusion;
import org.weft.testkit.Since;
import org.weft.testkit.TestContext;
import org.weft.testkit.app.AppSite.Opened;

/**
 * Every promise of {@link AppProvider} that can be tested without knowing the application, against one driver. The
 * application itself must be there, or something that answers as it does.
 *
 * @param <C> the driver's options
 */
@Since("0.2")
public abstract class AppContract<C extends Record> {

    private static final String NOT_OURS = "lock-of-another-program";
    private static final List<ViewMode> MODES =
            List.of(ViewMode.READ_WRITE, ViewMode.PREVIEW, ViewMode.READ_ONLY, ViewMode.VIEW_ONLY, ViewMode.EMBEDDED);

    private TestContext.@Nullable Site state;
    private @Nullable TestContext context;
    private @Nullable AppProvider provider;
    private @Nullable C config;
    private @Nullable AppSite site;

    /** The factory under test. */
    protected abstract AppProviderFactory<C> factory();

    /**
     * Options for a driver whose application is there and opens {@link #fileName}.
     *
     * @param tmp a folder for this test alone
     */
    protected abstract C config(Path tmp) throws IOException;

    /** The name of a file that one of the applications opens. */
    protected abstract String fileName();

    /** What the file holds: something that no page holds by chance. */
    protected byte[] content() {
        return "Quantum entanglement, as marie wrote it down\n".getBytes(StandardCharsets.UTF_8);
    }

    /** Cases that the driver is not held to, each with the reason. */
    protected List<Exclusion> exclusions() {
        return List.of();
    }

    @BeforeEach
    void startProvider(@TempDir Path tmp, TestInfo info, TestReporter reporter) throws IOException {
        Exclusion.apply(exclusions(), info, reporter);
        config = config(tmp);
        state = new TestContext.Site(tmp.resolve("state"));
        restart();
        site().put(fileName(), content());
    }

    private void restart() throws IOException {
        closeProvider();
        if (state == null || config == null) {
            throw new IllegalStateException("nothing was set up");
        }
        context = state.context("contract");
        if (site == null) {
            site = new AppSite(context.clock());
        }
        provider = factory().create(config, context);
        provider.start();
    }

    @AfterEach
    void closeProvider() {
        if (provider != null) {
            provider.close();
        }
        if (context != null) {
            context.close();
        }
    }

    private AppProvider provider() {
        if (provider == null) {
            throw new IllegalStateException("the driver is not started");
        }
        return provider;
    }

    private AppSite site() {
        if (site == null) {
            throw new IllegalStateException("nothing was set up");
        }
        return site;
    }

    /** The name of the application that opens the file. */
    private String app() {
        String extension = fileName().substring(fileName().lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return provider().apps().stream()
                .filter(app ->
                        app.types().stream().anyMatch(type -> type.extension().equals(extension)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("none of " + provider().apps() + " opens " + fileName()))
                .name();
    }

    private Opened opened(String username, ViewMode mode) throws IOException {
        return site().open(username, app(), fileName(), mode);
    }

    private AppSession session(Opened opened) throws IOException {
        return provider().open(opened.request(), opened.files());
    }

    @Test
    void only_cases_that_exist_are_left_out() {
        Exclusion.requireCases(exclusions(), AppContract.class);
    }

    @Test
    void the_applications_say_what_they_open() {
        assertThat(provider().apps()).isNotEmpty();
        assertThat(provider().apps().stream().map(AppInfo::name))
                .doesNotHaveDuplicates()
                .allMatch(name -> !name.isBlank());
        for (AppInfo app : provider().apps()) {
            assertThat(app.types()).as("types of " + app).isNotEmpty();
            for (FileType type : app.types()) {
                String both = type.mediaType() + type.extension();
                assertThat(both).isNotEmpty().isEqualTo(both.toLowerCase(Locale.ROOT));
                assertThat(type.mediaType()).doesNotContain(";", " ");
                assertThat(type.extension()).doesNotStartWith(".");
                assertThat(type.actions()).as("what can be done with " + both).isNotEmpty();
            }
        }
    }

    @Test
    void a_file_opens_in_no_more_than_the_mode_that_was_asked_for() throws IOException {
        for (ViewMode mode : MODES) {
            AppSession session = session(opened("marie", mode));
            assertThat(session.url().getScheme()).as("address for " + mode).isIn("http", "https");
            assertThat(session.mode()).isNotEqualTo(ViewMode.INVALID);
            if (!mode.mayWrite()) {
                assertThat(session.mode().mayWrite())
                        .as("writing when asked for " + mode)
                        .isFalse();
            }
            if (mode == ViewMode.VIEW_ONLY || mode == ViewMode.EMBEDDED) {
                assertThat(session.mode()).isIn(ViewMode.VIEW_ONLY, ViewMode.EMBEDDED);
            }
            if (session.mode() != mode) {
                assertThat(session.reason())
                        .as("why " + session.mode() + " for " + mode)
                        .isNotBlank();
            }
        }
    }

    @Test
    void the_token_stands_in_no_address() throws IOException {
        for (ViewMode mode : MODES) {
            Opened opened = opened("marie", mode);
            AppSession session = session(opened);
            assertThat(session.url().toString()).doesNotContain(opened.request().token());
            if (session.method().equals("GET")) {
                assertThat(session.form()).isEmpty();
            }
        }
    }

    @Test
    void an_application_that_is_not_there_is_not_found() throws IOException {
        Opened opened = site().open("marie", "No Such Application", fileName(), ViewMode.READ_WRITE);
        assertThatThrownBy(() -> session(opened)).isInstanceOf(NotFound.class);
    }

    @Test
    void a_file_that_it_does_not_open_is_refused() throws IOException {
        site().put("strange.nobody-opens-this", content());
        Opened opened = site().open("marie", app(), "strange.nobody-opens-this", ViewMode.READ_WRITE);
        assertThatThrownBy(() -> session(opened)).isInstanceOf(Unsupported.class);
        assertThat(site().lock("strange.nobody-opens-this")).isEmpty();
    }

    @Test
    void opening_does_not_change_the_file() throws IOException {
        String etag = site().stat(fileName()).etag();
        for (ViewMode mode : MODES) {
            session(opened("marie", mode));
        }
        assertThat(site().stat(fileName()).etag()).isEqualTo(etag);
    }

    @Test
    void opening_to_read_locks_nothing() throws IOException {
        for (ViewMode mode : MODES) {
            if (!mode.mayWrite()) {
                session(opened("marie", mode));
            }
        }
        assertThat(site().lock(fileName())).isEmpty();
    }

    @Test
    void the_lock_of_another_program_is_left_alone() throws IOException {
        site().lock(fileName(), NOT_OURS);
        try {
            session(opened("marie", ViewMode.READ_WRITE));
        } catch (Locked refused) {
            // As good as opening it to read.
        }
        provider().tend(site());
        assertThat(site().lock(fileName()).map(Lock::id)).contains(NOT_OURS);
        assertThat(site().content(fileName())).isEqualTo(content());
    }

    @Test
    void each_of_many_gets_a_session_of_their_own() throws Exception {
        List<Opened> wishes = IntStream.range(0, 10).mapToObj(this::wish).toList();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<AppSession>> answers = wishes.stream()
                    .map(wish -> executor.submit(() -> session(wish)))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                Map<String, String> form = answers.get(i).get().form();
                for (int j = 0; j < wishes.size(); j++) {
                    if (i != j) {
                        assertThat(form.values())
                                .as("what person %d hands over", i)
                                .doesNotContain(wishes.get(j).request().token());
                    }
                }
            }
        }
    }

    private Opened wish(int person) {
        try {
            return opened("person" + person, ViewMode.READ_WRITE);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void it_offers_and_opens_the_same_after_a_restart() throws IOException {
        List<String> before = provider().apps().stream().map(AppInfo::name).toList();
        session(opened("marie", ViewMode.READ_WRITE));
        restart();
        assertThat(provider().apps().stream().map(AppInfo::name)).isEqualTo(before);
        assertThat(session(opened("marie", ViewMode.READ_WRITE)).mode()).isNotEqualTo(ViewMode.INVALID);
    }

    private HttpExtension endpoint() {
        Optional<HttpExtension> endpoint = provider().http(site());
        assumeTrue(endpoint.isPresent(), "it has no endpoints");
        return endpoint.orElseThrow();
    }

    @Test
    void its_endpoints_tell_nothing_to_who_shows_no_session() throws IOException {
        session(opened("marie", ViewMode.READ_WRITE));
        endpoint();
        Map<String, String> wrong = Map.of("access_token", "wrong", "token", "wrong");
        for (Request request : List.of(
                Request.get("/"),
                Request.get("/?access_token=wrong"),
                Request.get("/no/such/page?access_token="),
                Request.get("/" + opened("marie", ViewMode.READ_ONLY).files().id()),
                Request.get("/").header("Authorization", "Bearer wrong"),
                Request.post("/", Map.of()),
                Request.post("/", wrong),
                Request.post("/save", wrong))) {
            requireNothing(request.to(endpoint()), request);
        }
        assertThat(site().content(fileName())).isEqualTo(content());
    }

    private void requireNothing(Request.Answer answer, Request request) {
        String text = new String(content(), StandardCharsets.UTF_8).strip();
        assertThat(answer.text())
                .as("answer to " + request.method() + " " + request.url())
                .doesNotContain(text);
        assertThat(answer.status())
                .as("status for " + request.method() + " " + request.url())
                .isBetween(400, 499);
    }

    /** What a browser sends to open it, where that goes to the driver's own endpoints. */
    private Request arriving(AppSession session) {
        String address = session.url().toString();
        String endpoint = AppSite.ENDPOINT.toString();
        assumeTrue(address.startsWith(endpoint), "the application lies elsewhere");
        String below = address.substring(endpoint.length());
        return session.method().equals("POST") ? Request.post(below, session.form()) : Request.get(below);
    }

    @Test
    void a_page_of_its_own_opens_for_the_session_and_not_when_that_is_over() throws IOException {
        Opened opened = opened("marie", ViewMode.READ_WRITE);
        AppSession session = session(opened);
        assertThat(arriving(session).to(endpoint()).status()).isEqualTo(200);
        site().end(opened.request());
        Request late = arriving(session);
        requireNothing(late.to(endpoint()), late);
    }

    @Test
    void its_work_goes_on_when_sessions_end() throws IOException {
        provider().tend(site());
        Opened opened = opened("marie", ViewMode.READ_WRITE);
        session(opened);
        provider().tend(site());
        site().end(opened.request());
        provider().tend(site());
        provider().tend(site());
        assertThat(site().content(fileName())).isEqualTo(content());
    }

    @Test
    void it_is_well_when_it_works_and_can_be_closed_twice() {
        assertThat(provider().health()).isEqualTo(Health.up());
        provider().close();
        provider().close();
    }
}
