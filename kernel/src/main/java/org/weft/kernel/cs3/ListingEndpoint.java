/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListContainerResponse;
import com.cs3.storage.provider.v1beta1.ListContainerStreamRequest;
import com.cs3.storage.provider.v1beta1.ListContainerStreamResponse;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.google.protobuf.CodedOutputStream;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.service.Files;

/** Folders: in one answer, in pages, and as a stream that holds nothing. */
final class ListingEndpoint {

    /** Room for the status and the page token, and for what the transport adds. */
    private static final int BUDGET = Rpcs.MESSAGE_LIMIT - (16 << 10);

    private final Files files;

    ListingEndpoint(Files files) {
        this.files = files;
    }

    void register(Rpcs rpcs) {
        rpcs.unary(GatewayAPIGrpc.getListContainerMethod(), ProviderAPIGrpc.getListContainerMethod(), this::list)
                .streaming(
                        GatewayAPIGrpc.getListContainerStreamMethod(),
                        ProviderAPIGrpc.getListContainerStreamMethod(),
                        this::stream);
    }

    private ListContainerResponse list(Call call, ListContainerRequest request) {
        Optional<Set<String>> fields = Fields.of(request.hasFieldMask(), request.getFieldMask());
        Page page = Page.of(request.getPageSize(), request.getPageToken());
        ResourceInfos infos = new ResourceInfos(fields);
        Gathering gathering = new Gathering(page);
        files.list(
                call.caller(),
                References.target(request.getRef()),
                page.spec(),
                Metadata.wanted(request.getArbitraryMetadataKeysList(), fields),
                child -> gathering.take(child.name(), infos.message(child)));
        return gathering.answer(call);
    }

    /** An answer while it grows. */
    private static final class Gathering {

        private final Page page;
        private final ListContainerResponse.Builder answer = ListContainerResponse.newBuilder();
        private long bytes;
        private boolean full;
        private String last = "";

        Gathering(Page page) {
            this.page = page;
        }

        boolean take(String name, ResourceInfo info) {
            int size = info.getSerializedSize();
            bytes += size + 1L + CodedOutputStream.computeUInt32SizeNoTag(size);
            if (bytes > BUDGET || page.isFull(answer.getInfosCount())) {
                full = true;
                return false;
            }
            answer.addInfos(info);
            last = name;
            return true;
        }

        ListContainerResponse answer(Call call) {
            if (!full) {
                return answer.setStatus(call.ok()).build();
            }
            if (page.isWhole() || answer.getInfosCount() == 0) {
                return ListContainerResponse.newBuilder()
                        .setStatus(call.status(
                                Code.CODE_RESOURCE_EXHAUSTED,
                                "the listing is larger than " + Rpcs.MESSAGE_LIMIT
                                        + " bytes; use ListContainerStream, or a page_size"))
                        .build();
            }
            return answer.setStatus(call.ok())
                    .setNextPageToken(Page.token(last))
                    .build();
        }
    }

    private void stream(Call call, ListContainerStreamRequest request, Outflow<ListContainerStreamResponse> out) {
        Optional<Set<String>> fields = Fields.of(request.hasFieldMask(), request.getFieldMask());
        Page page = Page.of(request.getPageSize(), request.getPageToken());
        Flow flow = new Flow(page, call.ok(), out);
        ResourceInfos infos = new ResourceInfos(fields);
        files.list(
                call.caller(),
                References.target(request.getRef()),
                page.spec(),
                Metadata.wanted(request.getArbitraryMetadataKeysList(), fields),
                child -> flow.take(child.name(), infos.message(child)));
        flow.end();
    }

    /** A listing that is sent as it comes. One child is held back, so that the last of a page can tell where to go on. */
    private static final class Flow {

        private final Page page;
        private final Status ok;
        private final Outflow<ListContainerStreamResponse> out;
        private @Nullable ResourceInfo held;
        private String name = "";
        private int passed;
        private boolean more;

        Flow(Page page, Status ok, Outflow<ListContainerStreamResponse> out) {
            this.page = page;
            this.ok = ok;
            this.out = out;
        }

        boolean take(String itsName, ResourceInfo info) {
            if (page.isFull(passed)) {
                more = true;
                return false;
            }
            passed++;
            ResourceInfo previous = held;
            held = info;
            name = itsName;
            return previous == null || out.send(message(previous).build());
        }

        void end() {
            ResourceInfo last = held;
            if (last != null) {
                ListContainerStreamResponse.Builder message = message(last);
                if (more) {
                    message.setNextPageToken(Page.token(name));
                }
                out.send(message.build());
            }
        }

        private ListContainerStreamResponse.Builder message(ResourceInfo info) {
            return ListContainerStreamResponse.newBuilder().setStatus(ok).setInfo(info);
        }
    }
}
