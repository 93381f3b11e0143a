/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.rpc.v1beta1.Status;
import com.cs3.storage.provider.v1beta1.Reference;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.cs3.EveryRpc;
import org.weft.kernel.fake.FakeSite;
import org.weft.kernel.fake.LinkedSite;
import org.weft.kernel.fake.OfficeSite;
import org.weft.kernel.service.Change;
import org.weft.kernel.service.Resource;
import org.weft.kernel.service.TrashBin;
import org.weft.kernel.service.Wanted;
import org.weft.kernel.sharing.LinkKind;
import org.weft.kernel.sharing.NewLink;
import org.weft.kernel.sharing.ReceivedShares.Decision;
import org.weft.kernel.sharing.ShareFilter;
import org.weft.kernel.sharing.Shares;
import org.weft.spi.Caller;
import org.weft.spi.auth.Credentials;
import org.weft.spi.share.Link;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/**
 * Every door of CS3 that leads to a place, found in the descriptors, so that a new one is asked too: whoever may not look
 * hears the same of what is there and of what is not, and changes nothing.
 */
class DoorsTest {

    private static final Rights EDIT = Rights.read()
            .plus(Rights.of(
                    Right.UPLOAD,
                    Right.CREATE_CONTAINER,
                    Right.DELETE,
                    Right.MOVE,
                    Right.LIST_VERSIONS,
                    Right.RESTORE_VERSION,
                    Right.LIST_RECYCLE,
                    Right.RESTORE_RECYCLE));
    private static final int DEEP = 5;

    @TempDir
    Path data;

    @SuppressWarnings("NullAway.Init")
    private WholeSite whole;

    @SuppressWarnings("NullAway.Init")
    private Caller einstein;

    /** A place as somebody names it. */
    private record Named(Reference reference, com.cs3.storage.provider.v1beta1.ResourceId id) {}

    /** Two places that are to be told alike, and who asks. */
    private record Pair(String who, String token, Named there, Named free) {}

    @Test
    void whoever_may_not_look_hears_the_same_of_what_is_there_and_of_what_is_not() throws Exception {
        try (WholeSite site = new WholeSite(data)) {
            whole = site;
            einstein = OfficeSite.caller(FakeSite.EINSTEIN);
            List<Pair> pairs = plant();
            String before = snapshot();
            List<String> told = new ArrayList<>();
            int asked = 0;
            for (MethodDescriptor<?, ?> method : EveryRpc.all()) {
                Message prototype = prototype(method);
                if (!namesPlace(prototype.getDescriptorForType(), DEEP)) {
                    continue;
                }
                asked++;
                for (Pair pair : pairs) {
                    EveryRpc every = new EveryRpc(whole.channel(), pair.token());
                    String there = ask(every, method, fill(prototype, pair.there(), DEEP));
                    String free = ask(every, method, fill(prototype, pair.free(), DEEP));
                    if (!there.equals(free)) {
                        told.add(method.getFullMethodName() + " as " + pair.who() + ": " + there + " <> " + free);
                    }
                }
            }
            assertThat(told).isEmpty();
            assertThat(asked).isGreaterThan(60);
            List<String> after = new ArrayList<>(snapshot().lines().toList());
            List<String> kept = before.lines()
                    .filter(line -> !line.startsWith("home/drop "))
                    .toList();
            assertThat(after).containsAll(kept);
            after.removeAll(kept);
            assertThat(after).allMatch(line -> line.startsWith("home/drop")); // what TouchFile handed in
        }
    }

    private static Message prototype(MethodDescriptor<?, ?> method) {
        return (Message)
                Objects.requireNonNull(((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype());
    }

    private List<Pair> plant() {
        for (String folder : List.of("home/drop", "home/drop/sub", "home/shared", "home/shared/closed")) {
            whole.site.files.makeFolder(einstein, OfficeSite.at(folder), Optional.empty(), Change.plain());
        }
        Resource a = whole.office.put(FakeSite.EINSTEIN, "home/drop/a.txt", "mine");
        whole.office.put(FakeSite.EINSTEIN, "home/drop/a.txt", "mine again");
        Resource deep = whole.office.put(FakeSite.EINSTEIN, "home/shared/closed/deep.txt", "closed");
        Caller marie = OfficeSite.caller(FakeSite.MARIE);
        Share share = whole.site
                .sharing
                .shares()
                .create(
                        einstein,
                        OfficeSite.at("home/shared"),
                        new Grant.ToUser(marie.user()),
                        EDIT,
                        Shares.Terms.usual());
        whole.site.sharing.received().update(marie, share.id(), Decision.state(ShareState.ACCEPTED));
        whole.site
                .completions
                .granting()
                .deny(einstein, OfficeSite.at("home/shared/closed"), new Grant.ToUser(marie.user()));
        Link link = whole.links
                .linking()
                .links()
                .create(einstein, OfficeSite.at("home/drop"), NewLink.of(LinkKind.UPLOAD_ONLY.rights()));
        String guest = whole.signIn
                .authenticate(new Credentials("publicshares", link.token(), "password|"), "127.0.0.1")
                .accessToken();
        String hers = whole.site.tokenOf(FakeSite.MARIE);
        String his = whole.site.tokenOf(FakeSite.RICHARD);
        Resource drop = whole.site.files.stat(einstein, OfficeSite.at("home/drop"), Wanted.node());
        Resource closed = whole.site.files.stat(einstein, OfficeSite.at("home/shared/closed"), Wanted.node());
        String inbox = "/shares/shared/closed/";
        return List.of(
                pair("a guest by path", guest, path("/public/" + link.token() + '/'), "a.txt", a),
                pair("a guest by the folder", guest, below(drop), "a.txt", a),
                pair("a guest by ids", guest, null, "a.txt", a),
                pair("one who is denied, by path", hers, path(inbox), "deep.txt", deep),
                pair("one who is denied, by the folder", hers, below(closed), "deep.txt", deep),
                pair("one who is denied, by ids", hers, null, "deep.txt", deep),
                pair("a stranger by the folder", his, below(drop), "a.txt", a),
                pair("a stranger by ids", his, null, "a.txt", a));
    }

    private static Reference path(String folder) {
        return Reference.newBuilder().setPath(folder).build();
    }

    private static Reference below(Resource folder) {
        return Reference.newBuilder().setResourceId(id(folder)).setPath("./").build();
    }

    private static com.cs3.storage.provider.v1beta1.ResourceId id(Resource resource) {
        return com.cs3.storage.provider.v1beta1.ResourceId.newBuilder()
                .setStorageId(resource.id().storage())
                .setSpaceId(resource.id().space().value())
                .setOpaqueId(resource.id().node().value())
                .build();
    }

    private static Pair pair(String who, String token, @Nullable Reference folder, String name, Resource there) {
        var id = id(there);
        var none = id.toBuilder().setOpaqueId(UUID.randomUUID().toString()).build();
        return new Pair(who, token, named(folder, name, id), named(folder, "none.txt", none));
    }

    private static Named named(
            @Nullable Reference folder, String name, com.cs3.storage.provider.v1beta1.ResourceId id) {
        Reference reference = folder == null
                ? Reference.newBuilder().setResourceId(id).setPath(".").build()
                : folder.toBuilder().setPath(folder.getPath() + name).build();
        return new Named(reference, id);
    }

    private static boolean namesPlace(Descriptor type, int depth) {
        if (type.getFullName().equals(Reference.getDescriptor().getFullName())
                || type.getFullName()
                        .equals(com.cs3.storage.provider.v1beta1.ResourceId.getDescriptor()
                                .getFullName())) {
            return true;
        }
        return depth > 0
                && type.getFields().stream()
                        .anyMatch(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                                && namesPlace(field.getMessageType(), depth - 1));
    }

    /** A request in which something stands in every field, and the place wherever one can stand. */
    private static Message fill(Message prototype, Named place, int depth) {
        if (prototype instanceof Reference) {
            return place.reference();
        }
        if (prototype instanceof com.cs3.storage.provider.v1beta1.ResourceId) {
            return place.id();
        }
        Message.Builder builder = prototype.newBuilderForType();
        for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
            boolean taken = field.getContainingOneof() != null
                    && builder.hasOneof(field.getContainingOneof())
                    && !(field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                            && namesPlace(field.getMessageType(), depth));
            if (taken || field.isMapField() || field.getName().equals("opaque") || depth == 0) {
                continue;
            }
            Object value = switch (field.getJavaType()) {
                case STRING -> field.getName().equals("key") ? "x" : "word";
                case INT -> 1;
                case LONG -> 1L;
                case BOOLEAN -> false;
                case FLOAT -> 1f;
                case DOUBLE -> 1d;
                case BYTE_STRING -> com.google.protobuf.ByteString.EMPTY;
                case ENUM ->
                    field.getEnumType()
                            .getValues()
                            .get(Math.min(1, field.getEnumType().getValues().size() - 1));
                case MESSAGE -> {
                    Message.Builder inner =
                            field.isRepeated() ? builder.newBuilderForField(field) : builder.newBuilderForField(field);
                    yield fill(inner.getDefaultInstanceForType(), place, depth - 1);
                }
            };
            if (field.isRepeated()) {
                builder.addRepeatedField(field, value);
            } else {
                builder.setField(field, value);
            }
        }
        return builder.build();
    }

    /** The status, and which fields the answer has. */
    private static String ask(EveryRpc every, MethodDescriptor<?, ?> method, Message request) {
        try {
            Message answer = every.ask(method, request);
            Set<String> fields = new TreeSet<>();
            answer.getAllFields().keySet().forEach(field -> fields.add(field.getName()));
            FieldDescriptor status = answer.getDescriptorForType().findFieldByName("status");
            Status said = (Status) answer.getField(status);
            return said.getCode() + " " + unnamed(said.getMessage()) + " " + fields;
        } catch (StatusRuntimeException refused) {
            return unnamed(refused.getStatus().toString());
        }
    }

    /** Without the name that was asked for, which an answer may repeat. */
    private static String unnamed(String text) {
        return text.replace("deep.txt", "?").replace("none.txt", "?").replace("a.txt", "?");
    }

    /** All that the owner has: names, contents, locks, shares, trash. */
    private String snapshot() {
        StringBuilder all = new StringBuilder();
        walk("home", all);
        whole.site.completions.trash().list(einstein, OfficeSite.at("home"), TrashBin.Query.all(), item -> {
            all.append("trash ").append(item.original()).append('\n');
            return true;
        });
        whole.site.sharing.shares().list(einstein, ShareFilter.any(), "", share -> {
            all.append("share ").append(share.id()).append(share.rights()).append('\n');
            return true;
        });
        return all.toString();
    }

    private void walk(String folder, StringBuilder all) {
        List<Resource> children = new ArrayList<>();
        whole.site.files.list(einstein, LinkedSite.at(folder), ListSpec.all(), Wanted.everything(), children::add);
        for (Resource child : children) {
            String path = folder + '/' + child.name();
            all.append(path)
                    .append(' ')
                    .append(child.node())
                    .append(child.locks())
                    .append(child.properties())
                    .append('\n');
            if (child.isFolder() && !child.name().equals("Shares")) {
                walk(path, all);
            }
        }
    }
}
