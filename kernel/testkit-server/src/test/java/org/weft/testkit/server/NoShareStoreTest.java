/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesResponse;
import com.cs3.storage.provider.v1beta1.StorageSpace;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without a store of shares, what has to do with them says so over HTTP, and all else goes on. */
class NoShareStoreTest extends WithoutShareStore {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String SHARE_TYPES =
            "<d:propfind xmlns:d='DAV:' xmlns:oc='http://owncloud.org/ns'><d:prop><oc:share-types/></d:prop></d:propfind>";

    private static void assertUnavailable(String what, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(what + ": " + answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).as(what).isPresent();
        assertThat(answer.body()).as(what).contains(SPOKEN);
    }

    @Test
    void ocs_says_so_in_its_envelope() throws Exception {
        String api = "/ocs/v2.php/apps/files_sharing/api/v1/";
        for (String path : List.of("shares", "shares/1", "remote_shares", "remote_shares/pending")) {
            HttpResponse<String> answer = ask("GET", api + path + "?format=json", "");
            assertUnavailable(path, answer);
            assertThat(answer.body()).contains("\"statuscode\":503");
        }
        assertUnavailable("shared with me", ask("GET", api + "shares?shared_with_me=true", ""));
        assertUnavailable("end", ask("DELETE", api + "shares/1", ""));
        assertUnavailable("accept", ask("POST", api + "shares/pending/1", ""));
        for (String with : List.of("0&shareWith=ben", "3", "6&shareWith=carl@" + otherHost())) {
            assertUnavailable(with, ask("POST", api + "shares", "path=/a.txt&shareType=" + with, "Content-Type", FORM));
        }
        HttpResponse<String> first = ask("GET", "/ocs/v1.php/apps/files_sharing/api/v1/shares?format=json", "");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).contains("\"statuscode\":996", SPOKEN);
    }

    @Test
    void links_and_what_other_sites_reach_say_so() throws Exception {
        for (String path : List.of(
                "/remote.php/dav/public-files/abcdefghijklmno/",
                "/public.php/webdav/",
                "/remote.php/dav/ocm/abcdef/")) {
            assertUnavailable(path, ask("PROPFIND", path, "", "Depth", "1"));
        }
        for (String path : List.of("/s/abcdefghijklmno", "/archiver?public-token=abcdefghijklmno")) {
            assertUnavailable(path, ask("GET", path, ""));
        }
    }

    @Test
    void another_site_is_told_to_come_again() throws Exception {
        String offer = """
                {"shareWith": "anna@127.0.0.1:1", "name": "Papers", "providerId": "1", "owner": "carl@%1$s",
                 "sender": "carl@%1$s", "shareType": "user", "resourceType": "folder",
                 "protocol": {"name": "multi", "webdav": {"uri": "http://%1$s/dav/1", "sharedSecret": "s",
                              "permissions": ["read"]}}}
                """.formatted(otherHost());
        String notice = "{\"notificationType\": \"SHARE_UNSHARED\", \"resourceType\": \"file\", \"providerId\": \"1\","
                + " \"notification\": {\"sharedSecret\": \"s\"}}";

        for (HttpResponse<String> answer : List.of(
                ask("POST", "/ocm/shares", offer, "Content-Type", "application/json"),
                ask("POST", "/ocm/notifications", notice, "Content-Type", "application/json"))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).isEqualTo("{\"message\":\"UNAVAILABLE\"}");
        }
        assertThat(ask("GET", "/.well-known/ocm", "").statusCode()).isEqualTo(200);
    }

    /** Once a space has shares, its changes ask for them; an attempt to share must not do that. */
    @Test
    void files_go_on_even_where_somebody_tried_to_share_them() throws Exception {
        assertThat(share().getStatus().getCode()).isEqualTo(Code.CODE_UNAVAILABLE);
        ask("POST", "/ocs/v2.php/apps/files_sharing/api/v1/shares", "path=/a.txt&shareType=3", "Content-Type", FORM);
        String home = "/remote.php/webdav";

        assertThat(ask("PROPFIND", home + "/", "", "Depth", "1").statusCode()).isEqualTo(207);
        assertThat(ask("PROPFIND", home + "/a.txt", SHARE_TYPES, "Depth", "0").statusCode())
                .isEqualTo(207);
        assertThat(ask("PUT", home + "/b.txt", "b").statusCode()).isEqualTo(201);
        assertThat(ask("GET", home + "/b.txt", "").body()).isEqualTo("b");
        assertThat(ask("MKCOL", home + "/d", "").statusCode()).isEqualTo(201);
        String destination = weft.http() + home + "/d/b.txt";
        assertThat(ask("MOVE", home + "/b.txt", "", "Destination", destination).statusCode())
                .isEqualTo(201);
        destination = weft.http() + "/dav/tree/common/d";
        assertThat(ask("COPY", "/dav/tree/home/d", "", "Destination", destination)
                        .statusCode())
                .isEqualTo(201);
        assertThat(ask("DELETE", home + "/d", "").statusCode()).isEqualTo(204);
        assertThat(ask("GET", "/dav/tree/common/d/b.txt", "").body()).isEqualTo("b");
        assertThat(ask("DELETE", "/dav/tree/common/d", "").statusCode()).isEqualTo(204);
    }

    @Test
    void trees_and_spaces_are_listed() throws Exception {
        assertThat(share().getStatus().getCode()).isEqualTo(Code.CODE_UNAVAILABLE);

        for (String path : List.of(
                "/remote.php/dav/files/anna/",
                "/remote.php/dav/spaces/",
                "/dav/spaces/",
                "/dav/tree/",
                "/dav/tree/shares/")) {
            assertThat(ask("PROPFIND", path, "", "Depth", "1").statusCode())
                    .as(path)
                    .isEqualTo(207);
        }
        for (String each : List.of(token, signIn("ben", "open").getToken())) {
            var gateway = as(GatewayAPIGrpc.newBlockingStub(channel), each);
            ListStorageSpacesResponse spaces = gateway.listStorageSpaces(ListStorageSpacesRequest.getDefaultInstance());
            assertThat(spaces.getStorageSpacesList())
                    .as(spaces.getStatus().getMessage())
                    .extracting(StorageSpace::getSpaceType)
                    .contains("personal", "project");
            for (String path : List.of("/", "/home", "/shares")) {
                assertThat(gateway.listContainer(ListContainerRequest.newBuilder()
                                        .setRef(at(path))
                                        .build())
                                .getStatus()
                                .getCode())
                        .as(path)
                        .isEqualTo(Code.CODE_OK);
            }
        }
    }
}
