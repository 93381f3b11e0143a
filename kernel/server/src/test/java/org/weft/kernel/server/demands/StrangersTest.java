/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ArbitraryMetadata;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.GetLockRequest;
import com.cs3.storage.provider.v1beta1.GetPathRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.Lock;
import com.cs3.storage.provider.v1beta1.LockType;
import com.cs3.storage.provider.v1beta1.MoveRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.SetArbitraryMetadataRequest;
import com.cs3.storage.provider.v1beta1.SetLockRequest;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.TouchFileRequest;
import com.cs3.storage.provider.v1beta1.UnlockRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;

/** Marie knows the ids of Einstein's files. They lead her nowhere, and do not even tell her that something is there. */
@OverWire
class StrangersTest {

    private static final String FOLDER = DemandsSite.HOME + "folder";
    private static final String F = FOLDER + "/f";

    @TempDir
    Path directory;

    private DemandsSite served;
    private String before = "";
    private String id = "";
    private String folderId = "";
    private String marieSpace = "";

    @BeforeEach
    void start() throws IOException {
        served = new DemandsSite(directory);
        served.ask("MKCOL", FOLDER);
        served.put(F, "einstein's");
        before = served.state(F);
        id = served.ask("HEAD", F).header("OC-FileId");
        folderId = served.ask("HEAD", FOLDER).header("OC-FileId");
        Answer own = served.askAs("marie", "PUT", DemandsSite.HOME + "own", "Content-Length: 0");
        marieSpace =
                own.header("OC-FileId").substring(0, own.header("OC-FileId").indexOf('!'));
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private void assertNothingHappened() throws IOException {
        assertThat(served.state(F)).isEqualTo(before);
        assertThat(served.ask("PROPFIND", FOLDER, "Depth: infinity").body())
                .contains("/folder/f<")
                .doesNotContain("marie's")
                .doesNotContain("<d:activelock>");
    }

    /**
     * What Marie may try, each with a twin that leads to nothing: the id itself, her own space with another's node, the
     * space of the owner, and the owner's name.
     */
    private Map<String, String> addresses() {
        String space = id.substring(0, id.indexOf('!'));
        String node = id.substring(id.indexOf('!'));
        return Map.of(
                "/dav/spaces/" + id,
                "/dav/spaces/" + space + "!none",
                "/dav/spaces/" + marieSpace + node,
                "/dav/spaces/" + marieSpace + "!none",
                "/dav/spaces/" + folderId + "/f",
                "/dav/spaces/" + folderId + "/none",
                "/dav/spaces/" + space + "/folder/f",
                "/dav/spaces/" + space + "/folder/none",
                "/dav/files/einstein/folder/f",
                "/dav/files/einstein/folder/none");
    }

    @Test
    void einstein_himself_gets_there_by_id() throws IOException {
        assertThat(served.ask("GET", "/dav/spaces/" + id).body()).isEqualTo("einstein's");
    }

    @Test
    void by_webdav_every_method_answers_as_if_nothing_were_there() throws IOException {
        String own = "/dav/files/marie/own";
        for (Map.Entry<String, String> address : addresses().entrySet()) {
            for (String method :
                    List.of("GET", "HEAD", "PROPFIND", "DELETE", "PUT", "MKCOL", "COPY", "MOVE", "UNLOCK")) {
                String[] headers = {"Destination: " + own + "2", "Lock-Token: <urn:x>", "Content-Length: 0"};
                assertSame(
                        method + ' ' + address.getKey(),
                        served.askAs("marie", method, address.getKey(), headers),
                        served.askAs("marie", method, address.getValue(), headers));
            }
            for (String method : List.of("COPY", "MOVE")) {
                assertSame(
                        method + " to " + address.getKey(),
                        served.askAs("marie", method, own, "Destination: " + address.getKey()),
                        served.askAs("marie", method, own, "Destination: " + address.getValue()));
            }
        }
        assertThat(served.askAs("marie", "HEAD", own).status()).isEqualTo(200);
        assertThat(served.askAs("marie", "HEAD", own + "2").status()).isEqualTo(404);
        assertNothingHappened();
    }

    private static void assertSame(String what, Answer answer, Answer toNothing) {
        assertThat(answer.status()).as(what).isEqualTo(toNothing.status()).isIn(403, 404, 405, 409);
        assertThat(answer.body()).as(what).isEqualTo(toNothing.body());
        Refusal.discreet(answer.body());
    }

    @Test
    void by_cs3_every_rpc_says_that_nothing_is_there() throws IOException {
        int dollar = id.indexOf('$');
        int bang = id.indexOf('!');
        for (String space : new String[] {id.substring(dollar + 1, bang), marieSpace.substring(dollar + 1), ""}) {
            ResourceId resource = ResourceId.newBuilder()
                    .setStorageId(id.substring(0, dollar))
                    .setSpaceId(space)
                    .setOpaqueId(id.substring(bang + 1))
                    .build();
            tryAll(resource);
        }
        assertNothingHappened();
    }

    private void tryAll(ResourceId resource) {
        var marie = served.gateway(FakeSite.MARIE);
        Reference ref = Reference.newBuilder().setResourceId(resource).build();
        Reference below = ref.toBuilder().setPath("./marie's").build();
        Reference own = Reference.newBuilder().setPath("/home/own").build();
        Lock lock = Lock.newBuilder()
                .setLockId("x")
                .setType(LockType.LOCK_TYPE_EXCL)
                .build();
        notThere(marie.stat(StatRequest.newBuilder().setRef(ref).build()).getStatus());
        notThere(marie.listContainer(
                        ListContainerRequest.newBuilder().setRef(ref).build())
                .getStatus());
        notThere(marie.getPath(
                        GetPathRequest.newBuilder().setResourceId(resource).build())
                .getStatus());
        notThere(marie.delete(DeleteRequest.newBuilder().setRef(ref).build()).getStatus());
        notThere(marie.createContainer(
                        CreateContainerRequest.newBuilder().setRef(below).build())
                .getStatus());
        notThere(marie.touchFile(TouchFileRequest.newBuilder().setRef(below).build())
                .getStatus());
        notThere(marie.move(MoveRequest.newBuilder()
                        .setSource(ref)
                        .setDestination(own)
                        .build())
                .getStatus());
        notThere(marie.move(MoveRequest.newBuilder()
                        .setSource(own)
                        .setDestination(below)
                        .build())
                .getStatus());
        notThere(marie.getLock(GetLockRequest.newBuilder().setRef(ref).build()).getStatus());
        notThere(marie.setLock(
                        SetLockRequest.newBuilder().setRef(ref).setLock(lock).build())
                .getStatus());
        notThere(marie.unlock(
                        UnlockRequest.newBuilder().setRef(ref).setLock(lock).build())
                .getStatus());
        notThere(marie.setArbitraryMetadata(SetArbitraryMetadataRequest.newBuilder()
                        .setRef(ref)
                        .setArbitraryMetadata(ArbitraryMetadata.newBuilder().putMetadata("a", "b"))
                        .build())
                .getStatus());
        notThere(marie.initiateFileDownload(
                        InitiateFileDownloadRequest.newBuilder().setRef(ref).build())
                .getStatus());
        notThere(marie.initiateFileUpload(
                        InitiateFileUploadRequest.newBuilder().setRef(ref).build())
                .getStatus());
    }

    private static void notThere(com.cs3.rpc.v1beta1.Status status) {
        assertThat(status.getCode()).as(status.getMessage()).isEqualTo(Code.CODE_NOT_FOUND);
        Refusal.discreet(status.getMessage());
    }
}
