/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.Scope;

/**
 * What becomes of an upload whose sender's access ends while its body is under way. The server says 100 when it has let the
 * request in and wants the body; the body is held back until the access has ended.
 */
class EndedInMidUploadTest extends WholeSiteFixture {

    /** Ends the access of who sends. */
    @FunctionalInterface
    private interface End {
        void come() throws Exception;
    }

    /** What a request is answered with whose sender's access ends after it was let in, and before its body comes. */
    private RawHttpClient.Answer held(String request, String credentials, String body, End end) throws Exception {
        try (RawHttpClient wire = new RawHttpClient(whole.port())) {
            wire.send(request + " HTTP/1.1\nHost: 127.0.0.1:1\n" + credentials + "\nContent-Length: " + body.length()
                    + "\nExpect: 100-continue\n\n");
            assertThat(wire.answer().status()).as("let in").isEqualTo(100);
            end.come();
            return wire.send(body).answer();
        }
    }

    private void assertAsItWas() throws IOException {
        assertThat(whole.send("GET", FILE, "", basic("einstein", "nietsnie")).body())
                .isEqualTo(TEXT);
    }

    private void block(String name) throws IOException {
        Files.writeString(whole.blockedFile, name);
        whole.blocked.read();
    }

    @Test
    void the_app_password_was_taken_away_so_that_nothing_is_written() throws Exception {
        AppPasswords.Made made = appPassword();
        RawHttpClient.Answer answer = held("PUT " + FILE, basic("einstein", made.secret()), "new", () -> revoke(made));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).contains("realm=");
        assertAsItWas();
    }

    @Test
    void so_does_the_end_of_what_a_token_was_made_from() throws Exception {
        AppPasswords.Made made = appPassword();
        String token = tokenOf(made);
        assertThat(held("PUT " + FILE, "Authorization: Bearer " + token, "new", () -> revoke(made))
                        .status())
                .isEqualTo(401);
        assertAsItWas();
    }

    @Test
    void the_account_was_blocked_so_that_nothing_is_written() throws Exception {
        assertThat(held("PUT " + FILE, basic("einstein", "nietsnie"), "new", () -> block("einstein"))
                        .status())
                .isEqualTo(403);
        block("");
        assertAsItWas();
    }

    @Test
    void a_file_that_would_be_new_is_not_made() throws Exception {
        AppPasswords.Made made = appPassword();
        String fresh = "/remote.php/dav/files/einstein/fresh.txt";
        assertThat(held("PUT " + fresh, basic("einstein", made.secret()), "new", () -> revoke(made))
                        .status())
                .isEqualTo(401);
        assertThat(whole.send("GET", fresh, "", basic("einstein", "nietsnie")).status())
                .isEqualTo(404);
    }

    @Test
    void a_token_that_only_expires_was_good_when_the_upload_began() throws Exception {
        // It is good for the skew of 30 seconds after its end: it has ended already, and the door still lets it in.
        String token = whole.site.tokens.mint(
                FakeSite.EINSTEIN,
                List.of(new Scope.User(Scope.Role.OWNER)),
                Instant.now().minusSeconds(5));
        assertThat(held("PUT " + FILE, "Authorization: Bearer " + token, "new", () -> {})
                        .status())
                .isEqualTo(204);
    }

    @Test
    void an_upload_of_somebody_else_goes_on() throws Exception {
        AppPasswords.Made kept = appPassword();
        AppPasswords.Made lost = appPassword();
        assertThat(held("PUT " + FILE, basic("einstein", kept.secret()), "new", () -> revoke(lost))
                        .status())
                .isEqualTo(204);
        assertThat(whole.send("GET", FILE, "", basic("einstein", "nietsnie")).body())
                .isEqualTo("new");
    }

    private static Reference file() {
        return Reference.newBuilder().setPath("/home/f.txt").build();
    }

    /** The token of an upload that is ordered over CS3. */
    private String ordered(String token) {
        return whole.gateway(token)
                .initiateFileUpload(
                        InitiateFileUploadRequest.newBuilder().setRef(file()).build())
                .getProtocols(0)
                .getToken();
    }

    @Test
    void a_transfer_that_was_ordered_ends_with_what_its_order_was_given_on() throws Exception {
        AppPasswords.Made kept = appPassword();
        AppPasswords.Made lost = appPassword();
        String upload = "X-Reva-Transfer: " + ordered(tokenOf(lost));
        String download = "X-Reva-Transfer: "
                + whole.gateway(tokenOf(lost))
                        .initiateFileDownload(InitiateFileDownloadRequest.newBuilder()
                                .setRef(file())
                                .build())
                        .getProtocols(0)
                        .getToken();
        String other = "X-Reva-Transfer: " + ordered(tokenOf(kept));
        assertThat(whole.send("GET", "/datagateway", "", download).status()).isEqualTo(200);

        revoke(lost);

        assertThat(whole.send("PUT", "/datagateway", "new", upload).status()).isEqualTo(403);
        assertThat(whole.send("GET", "/datagateway", "", download).status()).isEqualTo(403);
        assertAsItWas();
        assertThat(whole.send("PUT", "/datagateway", "new", other).status()).isEqualTo(200);
    }

    @Test
    void a_transfer_of_somebody_who_is_blocked_meanwhile_is_refused() throws Exception {
        String upload = "X-Reva-Transfer: " + ordered(whole.site.tokenOf(FakeSite.EINSTEIN));
        assertThat(held("PUT /datagateway", upload, "new", () -> block("einstein"))
                        .status())
                .isEqualTo(403);
        assertThat(whole.send("PUT", "/datagateway", "new", upload).status()).isEqualTo(403);
        block("");
        assertAsItWas();
    }

    @Test
    void the_last_part_of_an_upload_in_parts_completes_nothing() throws Exception {
        AppPasswords.Made made = appPassword();
        String credentials = basic("einstein", made.secret());
        RawHttpClient.Answer begun = whole.send(
                "POST",
                "/remote.php/dav/files/einstein",
                "",
                credentials,
                "Tus-Resumable: 1.0.0",
                "Upload-Length: 3",
                "Upload-Metadata: filename "
                        + Base64.getEncoder().encodeToString("f.txt".getBytes(StandardCharsets.UTF_8)));
        assertThat(begun.status()).isEqualTo(201);
        String upload = URI.create(begun.header("Location")).getPath();

        assertThat(held(
                                "PATCH " + upload,
                                credentials
                                        + "\nTus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: application/offset+octet-stream",
                                "new",
                                () -> revoke(made))
                        .status())
                .isEqualTo(401);
        assertAsItWas();
    }
}
