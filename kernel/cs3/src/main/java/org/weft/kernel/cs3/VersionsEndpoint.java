/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.storage.provider.v1beta1.FileVersion;
import com.cs3.storage.provider.v1beta1.ListFileVersionsRequest;
import com.cs3.storage.provider.v1beta1.ListFileVersionsResponse;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.RestoreFileVersionRequest;
import com.cs3.storage.provider.v1beta1.RestoreFileVersionResponse;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.storage.versions.VersionService;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Versions.Version;

/** Earlier contents of files: to list and to bring back. They are downloaded as any file, with their key. */
final class VersionsEndpoint {

    private final VersionService versions;
    private final int messageLimit;

    /**
     * @param messageLimit how large an answer may be
     */
    VersionsEndpoint(VersionService versions, int messageLimit) {
        this.versions = versions;
        this.messageLimit = messageLimit;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getListFileVersionsMethod(), ProviderAPIGrpc.getListFileVersionsMethod(), this::list)
                .unary(
                        GatewayAPIGrpc.getRestoreFileVersionMethod(),
                        ProviderAPIGrpc.getRestoreFileVersionMethod(),
                        this::restore);
    }

    private ListFileVersionsResponse list(RpcCall call, ListFileVersionsRequest request) {
        KeyedPages pages = new KeyedPages(
                PageRequest.of(request.getPageSize(), request.getPageToken()), "a page_size", messageLimit);
        ListFileVersionsResponse.Builder answer = ListFileVersionsResponse.newBuilder();
        versions.list(call.caller(), References.target(request.getRef()), version -> {
            if (pages.passes(version.key())) {
                return true;
            }
            FileVersion message = message(version);
            if (!pages.takes(version.key(), message)) {
                return false;
            }
            answer.addVersions(message);
            return true;
        });
        if (pages.isTooMuch()) {
            return ListFileVersionsResponse.newBuilder()
                    .setStatus(pages.tooMuch(call))
                    .build();
        }
        return answer.setNextPageToken(pages.next()).setStatus(call.ok()).build();
    }

    private static FileVersion message(Version version) {
        return FileVersion.newBuilder()
                .setKey(version.key())
                .setSize(version.size())
                .setMtime(Math.max(0, version.mtime().getEpochSecond()))
                .setEtag('"' + version.etag() + '"')
                .build();
    }

    private RestoreFileVersionResponse restore(RpcCall call, RestoreFileVersionRequest request) {
        if (request.getKey().isEmpty()) {
            throw new InvalidArgument("name the version to restore by its key");
        }
        WriteConditions conditions =
                RequestConditions.of(Precondition.none(), request.getLockId(), request.getOpaque());
        versions.restore(call.caller(), References.target(request.getRef()), request.getKey(), conditions);
        return RestoreFileVersionResponse.newBuilder().setStatus(call.ok()).build();
    }
}
