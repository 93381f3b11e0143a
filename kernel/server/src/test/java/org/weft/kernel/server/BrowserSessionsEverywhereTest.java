/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.auth.Credentials;

/** Who is signed in in the browser is signed in at every address; who is not is led to the page for that. */
class BrowserSessionsEverywhereTest extends WholeSiteFixture {

    private static final int LARGE = 32 << 20;
    private static final String NAVIGATION = "Sec-Fetch-Mode: navigate\nSec-Fetch-Dest: document";
    private static final String OLD_BROWSER = "User-Agent: Mozilla/5.0 (X11; Linux) Firefox/60\nAccept: text/html,*/*";

    private String begin() {
        return whole.sessions
                .begin(whole.signIn.authenticate(new Credentials("basic", "einstein", "nietsnie"), "127.0.0.1"))
                .secret();
    }

    private RawHttpClient.Answer ask(String method, String path, String... headers) throws IOException {
        return whole.send(method, path, "", headers);
    }

    @Test
    void a_session_counts_at_every_address_that_wants_a_sign_in() throws IOException {
        String secret = begin();
        String cookie = "Cookie: weft-session=" + secret;
        for (String path : List.of(
                FILE,
                "/remote.php/webdav/",
                "/dav/tree/home/",
                "/ocs/v2.php/cloud/user",
                "/archiver?path=/home/f.txt",
                "/archiver?path=/f.txt",
                "/apps/open?path=/home/f.txt")) {
            assertThat(ask("GET", path, cookie, NAVIGATION).status()).as(path).isEqualTo(200);
        }
        assertThat(whole.send("PUT", FILE, "new", cookie, "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(204);
        assertThat(whole.send("PUT", FILE, "evil", cookie, "Sec-Fetch-Site: same-site")
                        .status())
                .isEqualTo(403);
        assertThat(ask("GET", FILE, cookie).body()).isEqualTo("new");
        assertThat(ask("GET", "/", cookie).body()).contains("Signed in as", "Albert Einstein");
        whole.sessions.end(secret);
        assertThat(ask("GET", FILE, cookie).status()).isEqualTo(401);
        assertThat(ask("GET", "/", cookie).body()).contains(">Sign in<").doesNotContain("Einstein");
    }

    @Test
    void somebody_at_a_browser_is_led_to_sign_in_and_back() throws IOException {
        for (String path : List.of(
                "/remote.php/webdav/a%20b?x=1",
                "/archiver?path=/f.txt",
                "/apps/open?path=/home/f.txt",
                "/ocm-invite?token=t&providerDomain=a.example.org")) {
            for (String browser : List.of(NAVIGATION, OLD_BROWSER)) {
                RawHttpClient.Answer answer = ask("GET", path, browser);
                assertThat(answer.status()).as(path).isEqualTo(303);
                assertThat(answer.header("Location")).startsWith("/signin?back=%2F");
                assertThat(answer.headers()).doesNotContainKey("www-authenticate");
            }
        }
    }

    @Test
    void programs_are_asked_for_a_password_as_ever() throws IOException {
        for (String program : List.of(
                "User-Agent: rclone",
                "User-Agent: Mozilla/5.0 (Linux) mirall/3.7\nAccept: */*",
                "Accept: text/html",
                "Sec-Fetch-Mode: cors\nSec-Fetch-Dest: empty")) {
            RawHttpClient.Answer answer = ask("GET", "/remote.php/webdav/", program);
            assertThat(answer.status()).as(program).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Basic");
        }
        assertThat(ask("PROPFIND", "/remote.php/webdav/", NAVIGATION).status()).isEqualTo(401);
        RawHttpClient.Answer wrong = ask("GET", "/remote.php/webdav/", NAVIGATION, basic("einstein", "wrong"));
        assertThat(wrong.status())
                .as("whoever shows a password is told that it is wrong")
                .isEqualTo(401);
    }

    @Test
    void an_unknown_address_is_a_page_for_people_and_a_line_for_programs() throws IOException {
        RawHttpClient.Answer page = ask("GET", "/nothing/here", NAVIGATION);
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        RawHttpClient.Answer line = ask("GET", "/nothing/here", "User-Agent: curl");
        assertThat(line.status()).isEqualTo(404);
        assertThat(line.header("Content-Type")).startsWith("text/plain");
    }

    @Test
    void no_encoding_of_an_address_is_an_accident() throws IOException {
        for (String path : List.of(
                "/index.php/%73/abc",
                "/%69ndex.php/s/a%0d%0ab",
                "/index.php/s/%E4%BD%A0",
                "/%73/abc",
                "/s/%25",
                "/ocs/%76%32.php/x",
                "/remote.php/d%61v/fil%65s/x",
                "/app%73/open?path=%ff",
                "/data/simple/%7e",
                "/wayf?token=%E4",
                "/archiver?id=%25")) {
            RawHttpClient.Answer answer = ask("GET", path, basic("einstein", "nietsnie"));
            assertThat(answer.status()).as(path).isNotEqualTo(500);
        }
        RawHttpClient.Answer led = ask("GET", "/index.php/%73/abc", "X-Nothing: 1");
        assertThat(led.header("Location")).isEqualTo("/s/abc");
    }

    /** What came of a download of 32 MiB, when something happened after its first bytes. */
    private long downloaded(String path, String header, Runnable happens) throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(64 * 1024);
            socket.connect(new InetSocketAddress("127.0.0.1", whole.port()));
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + header + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            happens.run();
            Thread.sleep(2500); // The server looks every two seconds, once it can send on.
            long all = 0;
            byte[] buffer = new byte[64 * 1024];
            try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    all += n;
                }
            } catch (IOException reset) {
                return all;
            }
            return all;
        }
    }

    @Test
    void a_download_is_broken_off_when_its_reader_signs_out_or_loses_the_password() throws Exception {
        whole.office.put(FakeSite.EINSTEIN, "home/large.bin", "x".repeat(LARGE));
        String large = FILE.replace("f.txt", "large.bin");
        for (String path : List.of(large, "/archiver?path=/large.bin&format=tar")) {
            String secret = begin();
            String cookie = "Cookie: weft-session=" + secret;
            assertThat(downloaded(path, cookie, () -> {})).as(path).isGreaterThan(LARGE);
            assertThat(downloaded(path, cookie, () -> whole.sessions.end(secret)))
                    .as(path)
                    .isLessThan(LARGE);
            AppPasswords.Made made = appPassword();
            assertThat(downloaded(path, basic("einstein", made.secret()), () -> revoke(made)))
                    .as(path)
                    .isLessThan(LARGE);
        }
    }

    @Test
    void there_are_no_previews_rather_than_the_whole_file() throws IOException {
        for (String method : List.of("GET", "HEAD")) {
            assertThat(ask(method, FILE + "?x=32&y=32&preview=1", basic("einstein", "nietsnie"))
                            .status())
                    .isEqualTo(404);
        }
    }
}
