/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.storage.provider.v1beta1.ListRecycleRequest;
import com.cs3.storage.provider.v1beta1.ListRecycleResponse;
import com.cs3.storage.provider.v1beta1.ListRecycleStreamRequest;
import com.cs3.storage.provider.v1beta1.ListRecycleStreamResponse;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.PurgeRecycleRequest;
import com.cs3.storage.provider.v1beta1.PurgeRecycleResponse;
import com.cs3.storage.provider.v1beta1.RecycleItem;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourceType;
import com.cs3.storage.provider.v1beta1.RestoreRecycleItemRequest;
import com.cs3.storage.provider.v1beta1.RestoreRecycleItemResponse;
import com.cs3.types.v1beta1.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.storage.trash.TrashItem;
import org.weft.kernel.storage.trash.TrashService;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;

/**
 * Deleted resources. The reference of a request names the tree: the top of a space for all that was deleted in it, a
 * folder for what was deleted below. A key with a path behind it, {@code key/folder/file}, names what lies in a deleted
 * folder.
 */
final class RecycleEndpoint {

    private final TrashService trash;
    private final int messageLimit;

    /**
     * @param messageLimit how large an answer may be
     */
    RecycleEndpoint(TrashService trash, int messageLimit) {
        this.trash = trash;
        this.messageLimit = messageLimit;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getListRecycleMethod(), ProviderAPIGrpc.getListRecycleMethod(), this::list)
                .streaming(
                        GatewayAPIGrpc.getListRecycleStreamMethod(),
                        ProviderAPIGrpc.getListRecycleStreamMethod(),
                        this::stream)
                .unary(
                        GatewayAPIGrpc.getRestoreRecycleItemMethod(),
                        ProviderAPIGrpc.getRestoreRecycleItemMethod(),
                        this::restore)
                .unary(GatewayAPIGrpc.getPurgeRecycleMethod(), ProviderAPIGrpc.getPurgeRecycleMethod(), this::purge);
    }

    /**
     * An item's key and a path in the item.
     *
     * @param item the key
     * @param below the path; the root for the item itself
     */
    private record Key(String item, RelPath below) {

        static Key of(String text) {
            int slash = text.indexOf('/');
            return slash < 0
                    ? new Key(text, RelPath.root())
                    : new Key(text.substring(0, slash), RelPath.parse(text.substring(slash + 1)));
        }

        static Key required(String text) {
            if (text.isEmpty()) {
                throw new InvalidArgument("name the item by its key");
            }
            return of(text);
        }
    }

    private static TrashService.Query query(String key, Optional<Instant> from, Optional<Instant> to) {
        Key of = Key.of(key);
        return new TrashService.Query(key.isEmpty() ? Optional.empty() : Optional.of(of.item()), of.below(), from, to);
    }

    private static Optional<Instant> time(boolean present, Timestamp timestamp) {
        return present ? Optional.of(Timestamps.of(timestamp)) : Optional.empty();
    }

    private ListRecycleResponse list(RpcCall call, ListRecycleRequest request) {
        TrashService.Query query = query(
                request.getKey(),
                time(request.hasFromTs(), request.getFromTs()),
                time(request.hasToTs(), request.getToTs()));
        PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
        KeyedPages pages = new KeyedPages(page, "ListRecycleStream, or a page_size", messageLimit);
        ListRecycleResponse.Builder answer = ListRecycleResponse.newBuilder();
        trash.list(call.caller(), References.target(request.getRef()), query, item -> {
            if (pages.passes(item.address())) {
                return true;
            }
            RecycleItem message = message(item, request.getRef());
            if (!pages.takes(item.address(), message)) {
                return false;
            }
            answer.addRecycleItems(message);
            return true;
        });
        if (pages.isTooMuch()) {
            return ListRecycleResponse.newBuilder()
                    .setStatus(pages.tooMuch(call))
                    .build();
        }
        return answer.setNextPageToken(pages.next()).setStatus(call.ok()).build();
    }

    /** Where it was: a path where the client asked by path, else a path from the space. */
    private static RecycleItem message(TrashItem item, Reference asked) {
        Reference.Builder original = Reference.newBuilder();
        if (asked.getPath().startsWith("/")) {
            original.setPath("/" + item.original());
        } else {
            Target target = References.target(asked);
            original.setResourceId(space(target, asked)).setPath("./" + item.inner());
        }
        return RecycleItem.newBuilder()
                .setType(type(item.kind()))
                .setKey(item.address())
                .setRef(original)
                .setSize(item.size())
                .setDeletionTime(Timestamps.message(item.deleted()))
                .build();
    }

    private static ResourceId space(Target target, Reference asked) {
        return switch (target) {
            case Target.InSpace in -> id(in.storage(), in.space().value());
            case Target.ById by ->
                id(by.storage(), by.space().map(space -> space.value()).orElse(""));
            case Target.ByPath path -> asked.getResourceId();
        };
    }

    private static ResourceId id(String storage, String space) {
        return ResourceId.newBuilder().setStorageId(storage).setSpaceId(space).build();
    }

    private static ResourceType type(Kind kind) {
        return switch (kind) {
            case FILE -> ResourceType.RESOURCE_TYPE_FILE;
            case FOLDER -> ResourceType.RESOURCE_TYPE_CONTAINER;
            case SYMLINK -> ResourceType.RESOURCE_TYPE_SYMLINK;
        };
    }

    private void stream(RpcCall call, ListRecycleStreamRequest request, ReplyStream<ListRecycleStreamResponse> out) {
        TrashService.Query query = query(
                request.getKey(),
                time(request.hasFromTs(), request.getFromTs()),
                time(request.hasToTs(), request.getToTs()));
        Flow flow = new Flow(PageRequest.of(request.getPageSize(), request.getPageToken()), call.ok(), out);
        do {
            trash.list(
                    call.caller(),
                    References.target(request.getRef()),
                    query,
                    item -> flow.take(item.address(), () -> message(item, request.getRef())));
        } while (flow.goesOn());
        flow.end();
    }

    /** A listing that is sent as it comes. One item is held back, so that the last of a page can tell where to go on. */
    private static final class Flow {

        private final PageRequest page;
        private final Status ok;
        private final ReplyStream<ListRecycleStreamResponse> out;
        private @Nullable RecycleItem held;
        private boolean begun;
        private boolean more;
        private boolean paused;
        private int passed;

        Flow(PageRequest page, Status ok, ReplyStream<ListRecycleStreamResponse> out) {
            this.page = page;
            this.ok = ok;
            this.out = out;
            this.begun = page.after().isEmpty();
        }

        boolean take(String key, Supplier<RecycleItem> item) {
            if (!begun) {
                begun = key.equals(held == null ? page.after().orElse("") : held.getKey());
                return true;
            }
            if (page.isFull(passed)) {
                more = true;
                return false;
            }
            if (held != null && !out.isTaking()) {
                paused = true;
                return false;
            }
            passed++;
            RecycleItem previous = held;
            held = item.get();
            return previous == null || out.send(message(previous).build());
        }

        /** Waits for a client that took nothing; whether there is something to list for it, behind what it got. */
        boolean goesOn() {
            if (!paused) {
                return false;
            }
            paused = false;
            boolean again = out.awaitTaking();
            begun = !again;
            return again;
        }

        void end() {
            if (!begun && held != null) {
                throw new Conflict("the trash has changed while nothing was taken from the stream; list it again");
            }
            if (!begun) {
                throw new InvalidArgument("what this page_token stands for is gone; begin with the first page again");
            }
            RecycleItem last = held;
            if (last != null) {
                ListRecycleStreamResponse.Builder message = message(last);
                if (more) {
                    message.setNextPageToken(PageRequest.token(last.getKey()));
                }
                out.send(message.build());
            }
        }

        private ListRecycleStreamResponse.Builder message(RecycleItem item) {
            return ListRecycleStreamResponse.newBuilder().setStatus(ok).setRecycleItem(item);
        }
    }

    private RestoreRecycleItemResponse restore(RpcCall call, RestoreRecycleItemRequest request) {
        Key key = Key.required(request.getKey());
        Optional<Target> to =
                request.hasRestoreRef() ? Optional.of(References.target(request.getRestoreRef())) : Optional.empty();
        WriteConditions conditions =
                RequestConditions.of(Precondition.none(), request.getLockId(), request.getOpaque());
        trash.restore(
                call.caller(), References.target(request.getRef()), key.item(), key.below(), to, false, conditions);
        return RestoreRecycleItemResponse.newBuilder().setStatus(call.ok()).build();
    }

    private PurgeRecycleResponse purge(RpcCall call, PurgeRecycleRequest request) {
        Target tree = References.target(request.getRef());
        if (request.getKey().isEmpty()) {
            trash.empty(call.caller(), tree);
        } else {
            Key key = Key.of(request.getKey());
            trash.purge(call.caller(), tree, key.item(), key.below());
        }
        return PurgeRecycleResponse.newBuilder().setStatus(call.ok()).build();
    }
}
