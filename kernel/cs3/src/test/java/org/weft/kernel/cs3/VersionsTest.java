/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.FileVersion;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.ListFileVersionsRequest;
import com.cs3.storage.provider.v1beta1.ListFileVersionsResponse;
import com.cs3.storage.provider.v1beta1.Lock;
import com.cs3.storage.provider.v1beta1.LockType;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.RestoreFileVersionRequest;
import com.cs3.storage.provider.v1beta1.SetLockRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;

/** Earlier contents of files over CS3. */
class VersionsTest extends VersionsAndTrashSite {

    VersionsTest(@TempDir Path folder) throws Exception {
        super(folder);
    }

    @Test
    void an_earlier_content_is_listed_downloaded_and_restored() throws Exception {
        put("/home/a.txt", "one");
        put("/home/a.txt", "two!");
        ListFileVersionsResponse listed = versions("/home/a.txt");
        assertOk(listed.getStatus());
        assertThat(listed.getVersionsList()).hasSize(1);
        FileVersion version = listed.getVersions(0);
        assertThat(version.getSize()).isEqualTo(3);
        assertThat(version.getMtime())
                .isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.data.Offset.offset(600L));
        assertThat(version.getEtag()).startsWith("\"");
        assertThat(get("/home/a.txt", "version_key", version.getKey())).isEqualTo("one");
        ResourceInfo before = stat("/home/a.txt");
        assertOk(gateway.restoreFileVersion(RestoreFileVersionRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/a.txt"))
                        .setKey(version.getKey())
                        .build())
                .getStatus());
        assertThat(get("/home/a.txt")).isEqualTo("one");
        assertThat(stat("/home/a.txt").getId()).isEqualTo(before.getId());
        assertThat(stat("/home/a.txt").getEtag()).isNotEqualTo(before.getEtag());
    }

    @Test
    void versions_come_in_pages() throws Exception {
        for (int i = 0; i < 6; i++) {
            put("/home/a.txt", "x".repeat(i + 1));
        }
        List<Long> sizes = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            ListFileVersionsResponse page = gateway.listFileVersions(ListFileVersionsRequest.newBuilder()
                    .setRef(Cs3Client.path("/home/a.txt"))
                    .setPageSize(2)
                    .setPageToken(token)
                    .build());
            assertOk(page.getStatus());
            page.getVersionsList().forEach(version -> sizes.add(version.getSize()));
            token = page.getNextPageToken();
            pages++;
        } while (!token.isEmpty());
        assertThat(sizes).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void a_version_that_is_not_there_a_folder_and_anothers_file_are_refused() throws Exception {
        put("/home/a.txt", "one");
        folder("/home/f");
        InitiateFileDownloadRequest missing = InitiateFileDownloadRequest.newBuilder()
                .setRef(Cs3Client.path("/home/a.txt"))
                .setOpaque(Cs3Client.opaque("version_key", "none"))
                .build();
        assertThat(gateway.initiateFileDownload(missing).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(versions("/home/f").getStatus().getCode()).isEqualTo(Code.CODE_ABORTED);
        Reference id = Reference.newBuilder()
                .setResourceId(stat("/home/a.txt").getId())
                .build();
        assertThat(served.client()
                        .gateway(site.tokenOf(FakeSite.MARIE))
                        .listFileVersions(
                                ListFileVersionsRequest.newBuilder().setRef(id).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_restore_of_a_locked_file_needs_the_lock() throws Exception {
        put("/home/a.txt", "one");
        put("/home/a.txt", "two");
        String key = versions("/home/a.txt").getVersions(0).getKey();
        assertOk(gateway.setLock(SetLockRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/a.txt"))
                        .setLock(Lock.newBuilder().setLockId("mine").setType(LockType.LOCK_TYPE_EXCL))
                        .build())
                .getStatus());
        RestoreFileVersionRequest restore = RestoreFileVersionRequest.newBuilder()
                .setRef(Cs3Client.path("/home/a.txt"))
                .setKey(key)
                .build();
        assertThat(gateway.restoreFileVersion(restore).getStatus().getCode()).isEqualTo(Code.CODE_FAILED_PRECONDITION);
        assertThat(get("/home/a.txt")).isEqualTo("two");
        assertOk(
                gateway.restoreFileVersion(restore.toBuilder().setLockId("mine").build())
                        .getStatus());
        assertThat(get("/home/a.txt")).isEqualTo("one");
    }
}
