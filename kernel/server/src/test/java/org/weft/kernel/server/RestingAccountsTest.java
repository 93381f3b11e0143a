/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cs3.gateway.v1beta1.WhoAmIRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.kernel.apps.AppLaunch;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.identity.db.UrlKeyTable;
import org.weft.kernel.identity.directory.RestingAccounts.Cause;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.identity.signin.ServiceAccounts;
import org.weft.kernel.identity.signin.Session;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.UrlSigningKeys;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.app.ViewMode;
import org.weft.spi.auth.Credentials;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.share.Share;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Rights;

/**
 * Whatever einstein leaves behind, and what it opens while he rests: one line for each kind of thing that lets somebody in. A
 * kind that is not listed here fails the test.
 */
class RestingAccountsTest extends WholeSiteFixture {

    private static final String OCM_SECRET = "e".repeat(43);

    private final Caller einstein = FakePeople.caller(FakeSite.EINSTEIN);
    private final Map<String, Thing> things = new LinkedHashMap<>();

    /** Asks with one thing, and tells what is answered: a status of HTTP or gRPC, or an error's class. */
    @FunctionalInterface
    private interface Ask {
        Object ask() throws Exception;
    }

    /**
     * Something that lets in.
     *
     * @param whose what it is: einstein's own, or something of his that others have
     */
    private record Thing(Whose whose, Object awake, Object resting, Ask ask) {
        Object answer() {
            try {
                return ask.ask();
            } catch (StatusRuntimeException refused) {
                return refused.getStatus().getCode();
            } catch (WeftException refused) {
                return refused.getClass();
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
        }
    }

    private enum Whose {
        HIS,
        OTHERS
    }

    @BeforeEach
    void leaveThingsBehind() throws Exception {
        for (String folder : List.of("home/shared", "home/granted")) {
            whole.site.files.makeFolder(einstein, OfficeSite.at(folder), Optional.empty(), WriteConditions.plain());
        }
        whole.office.put(FakeSite.EINSTEIN, "home/shared/g.txt", TEXT);
        whole.office.put(FakeSite.EINSTEIN, "home/granted/h.txt", TEXT);
        signsIn();
        others();
    }

    private void his(String name, Object awake, Object resting, Ask ask) {
        things.put(name, new Thing(Whose.HIS, awake, resting, ask));
    }

    private void othersHave(String name, Object awake, Object resting, Ask ask) {
        things.put(name, new Thing(Whose.OTHERS, awake, resting, ask));
    }

    private void signsIn() throws Exception {
        String secret = appPassword().secret();
        String token = tokenOf(appPassword());
        String browser =
                whole.sessions.begin(whole.site.sessionOf(FakeSite.EINSTEIN)).secret();
        his("app password over HTTP", 200, 403, () -> get(FILE, basic("einstein", secret)));
        his(
                "app password over CS3",
                "einstein",
                WeftException.Forbidden.class,
                () -> name(new Credentials("appauth", "einstein", secret)));
        his("access token over HTTP", 200, 403, () -> get(FILE, bearer(token)));
        his("access token over CS3", Status.Code.OK, Status.Code.PERMISSION_DENIED, () -> {
            whole.gateway(token).whoAmI(WhoAmIRequest.getDefaultInstance());
            return Status.Code.OK;
        });
        his("browser session", true, false, () -> whole.sessions.find(browser).isPresent());
        String url = signedUrl();
        his("signed URL", 200, 403, () -> get(url, "Accept: */*"));
        String transfer = transfer(token);
        his("order of a transfer", 200, 403, () -> get("/datagateway", "X-Reva-Transfer: " + transfer));
        String app = appToken();
        his("app session", 200, 401, () -> get("/apps/x/paper/?token=" + app, "Accept: */*"));
    }

    private void others() throws Exception {
        String link = whole.links
                .links()
                .create(einstein, OfficeSite.at("home/shared"), NewLink.of(LinkType.VIEW.rights()))
                .token();
        othersHave("link, its page", 200, 404, () -> get("/s/" + link, "Accept: text/html"));
        othersHave("link over WebDAV", 200, 404, () -> get("/remote.php/dav/public-files/" + link + "/g.txt", "a: b"));
        othersHave("link's archive", 200, 404, () -> get("/archiver?public-token=" + link + "&path=/", "a: b"));
        othersHave(
                "link over CS3",
                "Public link",
                WeftException.NotFound.class,
                () -> whole.signIn
                        .authenticate(new Credentials("publicshares", link, "password|"), "127.0.0.1")
                        .user()
                        .displayName());
        String linkToken = whole.signIn
                .authenticate(new Credentials("publicshares", link, "password|"), "127.0.0.1")
                .accessToken();
        othersHave("link's access token", true, false, () -> sees(whole.signIn.verify(linkToken)));
        OcmOut ocm = ocm();
        String root = "/remote.php/dav/ocm/" + ocm.id() + "/g.txt";
        othersHave("another site's secret", 200, 401, () -> get(root, bearer(OCM_SECRET)));
        String ocmToken = whole.signIn
                .authenticate(new Credentials("ocmshares", ocm.id().value(), OCM_SECRET), "127.0.0.1")
                .accessToken();
        othersHave("another site's access token", true, false, () -> sees(whole.signIn.verify(ocmToken)));
        share(new Grant.ToUser(FakeSite.MARIE.id()));
        othersHave("share with somebody", true, false, () -> sees(whole.site.sessionOf(FakeSite.MARIE)));
        share(new Grant.ToGroup(FakeSite.PHYSICS));
        othersHave("share with a group", true, false, () -> sees(whole.site.sessionOf(FakeSite.RICHARD)));
        whole.site
                .storage
                .grants()
                .add(
                        einstein,
                        OfficeSite.at("home/granted"),
                        new Grant.ToUser(FakeSite.RICHARD.id()),
                        Rights.read(),
                        Optional.empty());
        Resource granted = whole.site.files.stat(einstein, OfficeSite.at("home/granted/h.txt"), StatSpec.node());
        othersHave("grant over CS3", true, false, () -> sees(whole.site.sessionOf(FakeSite.RICHARD), granted));
    }

    private Object get(String path, String header) throws IOException {
        return whole.send("GET", path, "", header).status();
    }

    private String name(Credentials credentials) {
        return whole.signIn.authenticate(credentials, "127.0.0.1").user().username();
    }

    private boolean sees(Session session) {
        return sees(session, whole.site.files.stat(einstein, OfficeSite.at("home/shared/g.txt"), StatSpec.node()));
    }

    private boolean sees(Session session, Resource resource) {
        try {
            whole.site.files.stat(session.caller(), Target.id(resource.id()), StatSpec.node());
            return true;
        } catch (WeftException.NotFound | WeftException.Forbidden closed) {
            return false;
        }
    }

    private void share(Grant.Grantee grantee) {
        whole.site
                .sharing
                .shares()
                .create(einstein, OfficeSite.at("home/shared"), grantee, Rights.read(), LocalShares.Terms.usual());
    }

    private OcmOut ocm() {
        Resource folder = whole.site.files.stat(einstein, OfficeSite.at("home/shared"), StatSpec.node());
        OcmOut given = OcmOut.builder(
                        ShareRules.freshId(),
                        new org.weft.spi.share.ResourceId(
                                folder.id().storage(),
                                folder.id().space(),
                                folder.id().node()),
                        FakeSite.EINSTEIN.id(),
                        new RemoteParty("other.example", UUID.randomUUID().toString(), RemoteParty.Kind.USER),
                        ServiceAccounts.hash(OCM_SECRET))
                .creator(FakeSite.EINSTEIN.id())
                .rights(OcmPermissions.of(List.of("read", "write")))
                .build();
        whole.site.sharing.rows().insert(given);
        return given;
    }

    private String signedUrl() throws Exception {
        String key = new UrlSigningKeys(new UrlKeyTable(whole.site.database), whole.site.clock).of(einstein);
        String target = FILE + "?OC-Credential=einstein&OC-Date="
                + URLEncoder.encode(Instant.now().toString(), StandardCharsets.UTF_8) + "&OC-Expires=1200&OC-Verb=GET";
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(new PBEKeySpec(
                        ("http://127.0.0.1:1" + target).toCharArray(),
                        key.getBytes(StandardCharsets.UTF_8),
                        10_000,
                        256))
                .getEncoded();
        return target + "&OC-Algo=PBKDF2%2F10000-SHA512&OC-Signature="
                + HexFormat.of().formatHex(hash);
    }

    private String transfer(String token) {
        return whole.gateway(token)
                .initiateFileDownload(InitiateFileDownloadRequest.newBuilder()
                        .setRef(Reference.newBuilder().setPath("/home/f.txt"))
                        .build())
                .getProtocols(0)
                .getToken();
    }

    private String appToken() {
        return Objects.requireNonNull(whole.apps
                .open(
                        einstein,
                        FakeSite.EINSTEIN,
                        OfficeSite.at("home/f.txt"),
                        new AppLaunch("Paper", ViewMode.READ_WRITE, Optional.empty(), Optional.empty()))
                .session()
                .form()
                .get("access_token"));
    }

    private void assertAll(String when, boolean own, boolean ofOthers) {
        Map<String, Object> expected = new LinkedHashMap<>();
        Map<String, Object> answered = new LinkedHashMap<>();
        things.forEach((name, thing) -> {
            boolean rests = thing.whose() == Whose.HIS ? own : ofOthers;
            expected.put(name, rests ? thing.resting() : thing.awake());
            answered.put(name, thing.answer());
        });
        assertThat(answered).as(when).isEqualTo(expected);
    }

    @Test
    void all_that_somebody_left_behind_rests_and_wakes_with_them() throws Exception {
        assertAll("before", false, false);
        for (Cause cause : Cause.values()) {
            whole.site.resting.rest(FakeSite.EINSTEIN.id(), "einstein", cause);
            assertAll("resting: " + cause, true, cause != Cause.UNSEEN);
            assertThat(get("/remote.php/dav/files/marie/", basic("marie", "eiram")))
                    .as("others go on")
                    .isNotEqualTo(403);

            whole.site.resting.wake(FakeSite.EINSTEIN.id());
            assertAll("awake after: " + cause, false, false);
        }
    }

    @Test
    void who_signs_in_at_the_provider_wakes_unless_an_operator_put_them_to_rest() throws Exception {
        for (Cause cause : Cause.values()) {
            whole.site.resting.rest(FakeSite.EINSTEIN.id(), "einstein", cause);
            boolean free = cause != Cause.OPERATOR;
            assertThat(get(FILE, basic("einstein", "nietsnie")))
                    .as(cause.name())
                    .isEqualTo(free ? 200 : 403);
            assertAll(cause.name(), !free, !free);
            whole.site.resting.wake(FakeSite.EINSTEIN.id());
        }
    }

    @Test
    void a_program_acts_for_nobody_who_rests() {
        Credentials machine = new Credentials("machine", "marie", WholeSite.BACKUP);
        assertThat(name(machine)).isEqualTo("marie");
        whole.site.resting.rest(FakeSite.MARIE.id(), "marie", Cause.DIRECTORY);
        assertThatThrownBy(() -> name(machine)).isInstanceOf(WeftException.Forbidden.class);
    }

    @Test
    void a_resting_account_costs_no_question_to_the_database() {
        String token = tokenOf(appPassword());
        whole.signIn.verify(token);
        whole.site.resting.rest(FakeSite.EINSTEIN.id(), "einstein", Cause.OPERATOR);
        whole.site.database.close();
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> whole.signIn.verify(token)).isInstanceOf(WeftException.Forbidden.class);
        }
    }

    @Test
    void every_type_of_credentials_is_listed_above() {
        assertThat(whole.signIn.types())
                .as("what is shown at the door: add a line for a new type, and say here which")
                .containsExactlyInAnyOrder(
                        "appauth", "basic", "machine", "ocmshares", "publicshares", "serviceaccounts");
    }

    @Test
    void every_way_to_a_session_is_listed_above() {
        Set<String> ways = new TreeSet<>();
        Arrays.stream(SignIn.class.getDeclaredMethods())
                .filter(method -> !java.lang.reflect.Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> method.getGenericReturnType().getTypeName().contains(Session.class.getName()))
                .forEach(method -> ways.add(method.getName()));
        assertThat(ways).containsExactly("admitted", "authenticate", "completeBrowserSignIn", "resume", "verify");
    }

    @Test
    void every_kind_of_share_is_listed_above() {
        assertThat(Share.class.getPermittedSubclasses())
                .as("OcmIn is of somebody at another site, who rests there")
                .containsExactlyInAnyOrder(UserShare.class, GroupShare.class, Link.class, OcmOut.class, OcmIn.class);
    }

    /** What the database keeps of people, and which line above is about it; "nothing" for what lets nobody in. */
    private static final Map<String, String> TABLES = Map.ofEntries(
            Map.entry("account", "nothing"),
            Map.entry("account_group", "nothing"),
            Map.entry("account_rest", "nothing"),
            Map.entry("account_seen", "nothing"),
            Map.entry("app_password", "app password over HTTP"),
            Map.entry("app_preference", "nothing"),
            Map.entry("app_session", "app session"),
            Map.entry("browser_session", "browser session"),
            Map.entry("label", "nothing"),
            Map.entry("login_flow", "app password over HTTP"),
            Map.entry("ocm_contact", "nothing"),
            Map.entry("ocm_invite_use", "nothing"),
            Map.entry("ocm_notice", "nothing"),
            Map.entry("ocm_share_request", "nothing"),
            Map.entry("preference", "nothing"),
            Map.entry("project_space", "nothing"),
            Map.entry("upload_reservation", "nothing"),
            Map.entry("resource_grant", "grant over CS3"),
            Map.entry("resource_lock", "nothing"),
            Map.entry("sign_in_subject", "nothing"),
            Map.entry("signing_key", "access token over HTTP"),
            Map.entry("transfer", "order of a transfer"),
            Map.entry("unfinished_copy", "nothing"),
            Map.entry("upload_order", "order of a transfer"),
            Map.entry("url_key", "signed URL"),
            Map.entry("url_key_fetch", "nothing"));

    @Test
    void every_table_that_may_keep_a_credential_is_listed_above() throws Exception {
        Set<String> found = new TreeSet<>();
        try (Connection connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + databaseFile());
                ResultSet columns = connection.getMetaData().getColumns(null, null, "%", "%")) {
            while (columns.next()) {
                String column = columns.getString("COLUMN_NAME");
                if (column.matches(".*(opaque|secret|token|hash).*")) {
                    found.add(columns.getString("TABLE_NAME"));
                }
            }
        }
        assertThat(TABLES.keySet())
                .as("a new table? say in TABLES what it lets in, and rest it")
                .containsExactlyInAnyOrderElementsOf(found);
        TABLES.values().stream()
                .filter(line -> !line.equals("nothing"))
                .forEach(line -> assertThat(things).containsKey(line));
    }

    private Path databaseFile() {
        return data.resolve("site").resolve("weft.db");
    }
}
