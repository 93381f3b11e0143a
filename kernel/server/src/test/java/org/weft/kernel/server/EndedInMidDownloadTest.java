/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.kernel.apps.AppLaunch;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.link.PublicLinks;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.app.ViewMode;
import org.weft.spi.share.Link;

/** What becomes of a download whose reader's access ends while its bytes are under way: at each door that gives out files. */
class EndedInMidDownloadTest extends WholeSiteFixture {

    private static final int LARGE = 32 << 20;

    @BeforeEach
    void put() {
        whole.office.put(FakeSite.EINSTEIN, "home/large.txt", "x".repeat(LARGE));
    }

    /** How much came when something happened after the first bytes. */
    private long downloaded(String path, String header, Runnable happens) throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(64 << 10);
            socket.connect(new InetSocketAddress("127.0.0.1", whole.port()));
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + header + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII))
                    .as(path)
                    .isEqualTo("HTTP/1.1 200");
            happens.run();
            Thread.sleep(2500); // the server looks every two seconds, once it can send on
            return rest(in);
        }
    }

    private static long rest(InputStream in) {
        long all = 0;
        byte[] buffer = new byte[64 << 10];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all += n;
            }
        } catch (IOException reset) {
            return all;
        }
        return all;
    }

    private void assertCut(String path, String header, Runnable end) throws Exception {
        assertThat(downloaded(path, header, () -> {})).as("whole " + path).isGreaterThanOrEqualTo(LARGE);
        assertThat(downloaded(path, header, end)).as("cut " + path).isLessThan(LARGE);
    }

    @Test
    void by_the_data_provider() throws Exception {
        AppPasswords.Made made = appPassword();
        assertCut("/data/simple/home/large.txt", "x-access-token: " + tokenOf(made), () -> revoke(made));
    }

    @Test
    void by_the_data_gateway() throws Exception {
        AppPasswords.Made made = appPassword();
        String transfer = whole.gateway(tokenOf(made))
                .initiateFileDownload(InitiateFileDownloadRequest.newBuilder()
                        .setRef(Reference.newBuilder().setPath("/home/large.txt"))
                        .build())
                .getProtocols(0)
                .getToken();
        assertCut("/datagateway", "X-Reva-Transfer: " + transfer, () -> revoke(made));
    }

    @Test
    void by_an_app() throws Exception {
        String token = whole.apps
                .open(
                        FakePeople.caller(FakeSite.EINSTEIN),
                        FakeSite.EINSTEIN,
                        OfficeSite.at("home/large.txt"),
                        new AppLaunch("Pen", ViewMode.READ_WRITE, Optional.empty(), Optional.empty()))
                .session()
                .form()
                .get("access_token");
        assertCut(
                "/apps/x/pen/?content=1&token=" + token,
                "Accept: */*",
                () -> whole.apps.sessions().endOf(FakeSite.EINSTEIN.id()));
    }

    @Test
    void by_each_address_of_a_link() throws Exception {
        for (String address : new String[] {
            "/remote.php/dav/public-files/%s/large.txt",
            "/s/%s/download?path=/large.txt",
            "/archiver?public-token=%s&path=/&output-format=tar"
        }) {
            PublicLinks links = whole.links.links();
            Link link = links.create(
                    FakePeople.caller(FakeSite.EINSTEIN), OfficeSite.at("home"), NewLink.of(LinkType.VIEW.rights()));
            assertCut(
                    address.formatted(link.token()),
                    "Accept: */*",
                    () -> links.remove(FakePeople.caller(FakeSite.EINSTEIN), link.id()));
        }
    }
}
