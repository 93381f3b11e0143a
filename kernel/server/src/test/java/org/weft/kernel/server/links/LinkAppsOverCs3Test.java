/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.OpenInAppRequest;
import com.cs3.rpc.v1beta1.Code;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.cs3.Cs3Client;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.share.Link;

/** Apps for CS3 clients who signed in by a public link. */
@OverWire
class LinkAppsOverCs3Test {

    @TempDir
    Path data;

    private LinkedServer site;
    private Cs3Client client;

    @BeforeEach
    void start() throws Exception {
        site = new LinkedServer(data);
        site.make("home/work");
        site.put("home/work/a.txt", "first");
        site.put("home/outside.txt", "outside");
        client = new Cs3Client(site.grpc());
    }

    @AfterEach
    void stop() {
        client.close();
        site.close();
    }

    private String guest(Link link, String password) {
        return client.gateway()
                .authenticate(AuthenticateRequest.newBuilder()
                        .setType("publicshares")
                        .setClientId(link.token())
                        .setClientSecret("password|" + password)
                        .build())
                .getToken();
    }

    private com.cs3.app.provider.v1beta1.OpenInAppResponse open(String token, String path) {
        return client.gateway(token)
                .openInApp(OpenInAppRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .setViewMode(OpenInAppRequest.ViewMode.VIEW_MODE_READ_WRITE)
                        .build());
    }

    @Test
    void a_token_by_a_link_opens_what_is_behind_it() {
        Link link = site.link("home/work", LinkType.EDIT, "secret");
        String token = guest(link, "secret");

        var opened = open(token, "/public/" + link.token() + "/a.txt");

        assertThat(opened.getStatus().getCode())
                .as(opened.getStatus().getMessage())
                .isEqualTo(Code.CODE_OK);
        assertThat(opened.getAppUrl().getFormParametersMap()).containsEntry("mode", "READ_WRITE");
        assertThat(opened.getAppUrl().getFormParametersOrThrow("access_token")).isNotEqualTo(token);
        assertThat(open(token, "/home/outside.txt").getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        site.links.links().remove(site.caller(FakeSite.EINSTEIN), link.id());
        assertThat(open(token, "/public/" + link.token() + "/a.txt").getStatus().getCode())
                .isNotEqualTo(Code.CODE_OK);
    }

    @Test
    void a_token_by_a_link_to_look_reads_and_is_told_why_no_more() {
        Link link = site.link("home/work", LinkType.VIEW, "secret");

        var opened = open(guest(link, "secret"), "/public/" + link.token() + "/a.txt");

        assertThat(opened.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(opened.getAppUrl().getFormParametersMap()).containsEntry("mode", "READ_ONLY");
        assertThat(opened.getForcedViewModeReason()).isEqualTo("you may not change this file");
    }

    @Test
    void a_token_by_a_link_to_hand_files_in_opens_nothing() {
        Link link = site.link("home/work", LinkType.UPLOAD_ONLY, "secret");

        assertThat(open(guest(link, "secret"), "/public/" + link.token() + "/a.txt")
                        .getStatus()
                        .getCode())
                .isIn(Code.CODE_PERMISSION_DENIED, Code.CODE_NOT_FOUND);
    }
}
