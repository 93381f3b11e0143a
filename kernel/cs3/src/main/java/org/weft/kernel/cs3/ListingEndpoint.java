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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.storage.ListSpec;

/** Folders: in one answer, in pages, and as a stream that holds nothing. */
final class ListingEndpoint {

    /** Room for the status and the page token, and for what the transport adds. */
    private static final int RESERVE = 16 << 10;

    /** How many resources are read ahead for a stream, whose client may stop to read. */
    private static final int AHEAD = 64;

    private final FileService files;
    private final int messageLimit;

    /**
     * @param messageLimit how large an answer may be
     */
    ListingEndpoint(FileService files, int messageLimit) {
        this.files = files;
        this.messageLimit = messageLimit;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getListContainerMethod(), ProviderAPIGrpc.getListContainerMethod(), this::list)
                .streaming(
                        GatewayAPIGrpc.getListContainerStreamMethod(),
                        ProviderAPIGrpc.getListContainerStreamMethod(),
                        this::stream);
    }

    private ListContainerResponse list(RpcCall call, ListContainerRequest request) {
        Optional<Set<String>> fields = FieldMasks.of(request.hasFieldMask(), request.getFieldMask());
        PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
        ResourceInfos infos = new ResourceInfos(fields);
        Gathering gathering = new Gathering(page, messageLimit);
        files.list(
                call.caller(),
                References.target(request.getRef()),
                page.spec(),
                MetadataKeys.wanted(request.getArbitraryMetadataKeysList(), fields),
                child -> gathering.take(child.name(), infos.message(child)));
        return gathering.answer(call);
    }

    /** An answer while it grows. */
    private static final class Gathering {

        private final PageRequest page;
        private final ListContainerResponse.Builder answer = ListContainerResponse.newBuilder();
        private final int messageLimit;
        private long bytes;
        private boolean full;
        private String last = "";

        Gathering(PageRequest page, int messageLimit) {
            this.page = page;
            this.messageLimit = messageLimit;
        }

        boolean take(String name, ResourceInfo info) {
            int size = info.getSerializedSize();
            bytes += size + 1L + CodedOutputStream.computeUInt32SizeNoTag(size);
            if (bytes > messageLimit - RESERVE || page.isFull(answer.getInfosCount())) {
                full = true;
                return false;
            }
            answer.addInfos(info);
            last = name;
            return true;
        }

        ListContainerResponse answer(RpcCall call) {
            if (!full) {
                return answer.setStatus(call.ok()).build();
            }
            if (page.isWhole() || answer.getInfosCount() == 0) {
                return ListContainerResponse.newBuilder()
                        .setStatus(call.status(
                                Code.CODE_RESOURCE_EXHAUSTED,
                                "the listing is larger than " + messageLimit
                                        + " bytes; use ListContainerStream, or a page_size"))
                        .build();
            }
            return answer.setStatus(call.ok())
                    .setNextPageToken(PageRequest.token(last))
                    .build();
        }
    }

    private void stream(
            RpcCall call, ListContainerStreamRequest request, ReplyStream<ListContainerStreamResponse> out) {
        Optional<Set<String>> fields = FieldMasks.of(request.hasFieldMask(), request.getFieldMask());
        PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
        Target folder = References.target(request.getRef());
        StatSpec spec = MetadataKeys.wanted(request.getArbitraryMetadataKeysList(), fields);
        ResourceInfos infos = new ResourceInfos(fields);
        Flow flow = new Flow(page, files.listsInParts(call.caller(), folder), call.ok(), out);
        do {
            files.list(
                    call.caller(),
                    folder,
                    flow.rest(),
                    spec,
                    AHEAD,
                    child -> flow.take(child.name(), () -> infos.message(child)));
        } while (flow.goesOn());
        flow.end();
    }

    /**
     * A listing that is sent as it comes. One child is held back, so that the last of a page can tell where to go on. While
     * the client takes nothing, the storage is let go.
     */
    private static final class Flow {

        private final PageRequest page;
        private final boolean inParts;
        private final Status ok;
        private final ReplyStream<ListContainerStreamResponse> out;
        private @Nullable ResourceInfo held;
        private String name = "";
        private int passed;
        private boolean more;
        private boolean paused;

        Flow(PageRequest page, boolean inParts, Status ok, ReplyStream<ListContainerStreamResponse> out) {
            this.page = page;
            this.inParts = inParts;
            this.ok = ok;
            this.out = out;
        }

        /** What is still to be listed. */
        ListSpec rest() {
            ListSpec whole = page.spec();
            if (passed == 0) {
                return whole;
            }
            long left = whole.limit() == Long.MAX_VALUE ? Long.MAX_VALUE : whole.limit() - passed;
            return new ListSpec(Optional.of(name), left);
        }

        boolean take(String itsName, Supplier<ResourceInfo> info) {
            if (page.isFull(passed)) {
                more = true;
                return false;
            }
            if (inParts && passed > 0 && !out.isTaking()) {
                paused = true;
                return false;
            }
            passed++;
            ResourceInfo previous = held;
            held = info.get();
            name = itsName;
            return previous == null || out.send(message(previous).build());
        }

        /** Waits for a client that took nothing; whether there is something to list for it. */
        boolean goesOn() {
            boolean again = paused && out.awaitTaking();
            paused = false;
            return again;
        }

        void end() {
            ResourceInfo last = held;
            if (last != null) {
                ListContainerStreamResponse.Builder message = message(last);
                if (more) {
                    message.setNextPageToken(PageRequest.token(name));
                }
                out.send(message.build());
            }
        }

        private ListContainerStreamResponse.Builder message(ResourceInfo info) {
            return ListContainerStreamResponse.newBuilder().setStatus(ok).setInfo(info);
        }
    }
}
