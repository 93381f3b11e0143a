/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.rpc.v1beta1.Status;
import com.cs3.storage.provider.v1beta1.ArbitraryMetadata;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import com.cs3.types.v1beta1.Timestamp;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.cs3.EveryRpc;
import org.weft.kernel.server.ClosedFolders.Closed;
import org.weft.kernel.server.ClosedFolders.Thing;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.identity.User;

/**
 * Every door of CS3 that leads to a place, found in the descriptors, so that a new one is asked too: whoever may not look
 * hears the same of what is there and of what is not, and changes nothing.
 */
@OverWire
class Cs3DoorsTest {

    private static final int DEEP = 5;

    @TempDir
    Path data;

    @SuppressWarnings("NullAway.Init")
    private WholeSite whole;

    @SuppressWarnings("NullAway.Init")
    private ClosedFolders places;

    /** What names a place, or what is shared of it. */
    private static final Set<String> NAMES = Set.of(
            Reference.getDescriptor().getFullName(),
            com.cs3.storage.provider.v1beta1.ResourceId.getDescriptor().getFullName(),
            com.cs3.sharing.collaboration.v1beta1.ShareId.getDescriptor().getFullName(),
            com.cs3.sharing.link.v1beta1.PublicShareId.getDescriptor().getFullName());

    /** What says nothing, or would ask for something else. */
    private static final Set<String> LEFT_OUT = Set.of("opaque", "app_name", "page_token", "page_size");

    /** What tells the owner nothing here either: of what is received or at other sites, of which there is none, and the like. */
    private static final Set<String> SILENT = new TreeSet<>(Set.of(
            "CheckPermission",
            "GetAppProviders",
            "GetOCMShare",
            "GetReceivedOCMShare",
            "GetReceivedShare",
            "GetStorageProviders",
            "InitiateFileUpload",
            "ListExistingOCMShares",
            "ListExistingReceivedShares",
            "ListOCMShares",
            "ListReceivedShares",
            "RemoveOCMShare",
            "UpdateOCMShare",
            "UpdateReceivedShare",
            "UpdateStorageSpace"));

    /** A place as somebody names it. */
    private record Named(
            Reference reference, Reference folder, com.cs3.storage.provider.v1beta1.ResourceId id, Thing thing) {}

    /** Two places that are to be told alike, and who asks. */
    private record Pair(String who, String token, User self, Named there, Named free) {}

    @BeforeEach
    void start() throws Exception {
        whole = new WholeSite(data);
        places = new ClosedFolders(whole);
    }

    @AfterEach
    void stop() throws Exception {
        whole.close();
    }

    @Test
    void whoever_may_not_look_hears_the_same_of_what_is_there_and_of_what_is_not() {
        List<String> before = places.picture();
        List<String> told = new ArrayList<>();
        for (MethodDescriptor<?, ?> method : naming()) {
            for (Pair pair : pairs()) {
                EveryRpc every = new EveryRpc(whole.channel(), pair.token());
                String there = ask(every, method, pair.self(), pair.there());
                String free = ask(every, method, pair.self(), pair.free());
                places.sweep();
                if (!there.equals(free)) {
                    told.add(method.getFullMethodName() + " as " + pair.who() + ": " + there + " <> " + free);
                }
            }
        }
        assertThat(told).isEmpty();
        assertThat(places.picture()).containsExactlyElementsOf(before);
    }

    /** Or the first test would pass by questions that nobody gets an answer to. */
    @Test
    void whoever_may_look_is_told_what_is_there_by_each_rpc_but_these() {
        String token = whole.site.tokenOf(FakeSite.EINSTEIN);
        EveryRpc every = new EveryRpc(whole.channel(), token);
        Closed drop = places.drop;
        Named free = named(path("/home/drop/"), drop.free());
        Set<String> silent = new TreeSet<>();
        for (MethodDescriptor<?, ?> method : naming()) {
            String one = ask(every, method, FakeSite.EINSTEIN, named(path("/home/drop/"), places.another()));
            String other = ask(every, method, FakeSite.EINSTEIN, free);
            places.sweep();
            if (one.equals(other)) {
                silent.add(String.valueOf(method.getBareMethodName()));
            }
        }
        assertThat(silent).containsExactlyElementsOf(SILENT);
    }

    private static List<MethodDescriptor<?, ?>> naming() {
        List<MethodDescriptor<?, ?>> all = new ArrayList<>(EveryRpc.all());
        all.removeIf(method -> !namesPlace(prototype(method).getDescriptorForType(), DEEP));
        return all;
    }

    private static Message prototype(MethodDescriptor<?, ?> method) {
        return (Message)
                Objects.requireNonNull(((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype());
    }

    private List<Pair> pairs() {
        List<Pair> all = new ArrayList<>();
        String hers = whole.site.tokenOf(FakeSite.MARIE);
        String his = whole.site.tokenOf(FakeSite.RICHARD);
        String linked = "/public/" + places.link.token() + '/';
        all.addAll(pairs("a guest by path", places.guest, FakeSite.RICHARD, path(linked), places.drop));
        all.addAll(pairs("a guest by the folder", places.guest, FakeSite.RICHARD, below(places.drop), places.drop));
        all.addAll(pairs("a guest by ids", places.guest, FakeSite.RICHARD, null, places.drop));
        all.addAll(pairs(
                "one who is denied, by path", hers, FakeSite.MARIE, path("/shares/shared/closed/"), places.closed));
        all.addAll(
                pairs("one who is denied, by the folder", hers, FakeSite.MARIE, below(places.closed), places.closed));
        all.addAll(pairs("one who is denied, by ids", hers, FakeSite.MARIE, null, places.closed));
        all.addAll(pairs("a stranger by the folder", his, FakeSite.RICHARD, below(places.drop), places.drop));
        all.addAll(pairs("a stranger by ids", his, FakeSite.RICHARD, null, places.drop));
        return all;
    }

    private static List<Pair> pairs(String who, String token, User self, @Nullable Reference folder, Closed closed) {
        return closed.there().stream()
                .map(thing -> new Pair(who, token, self, named(folder, thing), named(folder, closed.free())))
                .toList();
    }

    private static Reference path(String folder) {
        return Reference.newBuilder().setPath(folder).build();
    }

    private static Reference below(Closed folder) {
        return Reference.newBuilder()
                .setResourceId(id(folder.id()))
                .setPath("./")
                .build();
    }

    private static com.cs3.storage.provider.v1beta1.ResourceId id(ResourceId id) {
        return com.cs3.storage.provider.v1beta1.ResourceId.newBuilder()
                .setStorageId(id.storage())
                .setSpaceId(id.space().value())
                .setOpaqueId(id.node().value())
                .build();
    }

    private static Named named(@Nullable Reference folder, Thing thing) {
        var id = id(thing.id());
        Reference reference = folder == null
                ? Reference.newBuilder().setResourceId(id).setPath(".").build()
                : folder.toBuilder().setPath(folder.getPath() + thing.name()).build();
        return new Named(reference, folder == null ? reference : folder, id, thing);
    }

    private static boolean namesPlace(Descriptor type, int depth) {
        if (NAMES.contains(type.getFullName())) {
            return true;
        }
        return depth > 0
                && type.getFields().stream()
                        .anyMatch(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                                && namesPlace(field.getMessageType(), depth - 1));
    }

    /** Who asks for what. */
    private record Asked(User self, Named place) {}

    /** A request in which something stands in every field, and the place wherever one can stand. */
    private static Message fill(Message prototype, Asked asked, int depth) {
        Named place = asked.place();
        switch (prototype) {
            case Reference reference -> {
                return place.reference();
            }
            case com.cs3.storage.provider.v1beta1.ResourceId id -> {
                return place.id();
            }
            case com.cs3.identity.user.v1beta1.UserId user -> {
                return id(asked.self());
            }
            case Grantee grantee -> {
                return Grantee.newBuilder()
                        .setType(GranteeType.GRANTEE_TYPE_USER)
                        .setUserId(id(FakeSite.RICHARD))
                        .build();
            }
            case Timestamp time -> {
                return Timestamp.newBuilder().setSeconds(4_102_444_800L).build();
            }
            case ResourcePermissions permissions -> {
                return Cs3Side.READ;
            }
            case ArbitraryMetadata metadata -> {
                return ArbitraryMetadata.newBuilder().putMetadata("x", "y").build();
            }
            default -> {}
        }
        Message.Builder builder = prototype.newBuilderForType();
        Descriptor type = prototype.getDescriptorForType();
        for (FieldDescriptor field : type.getFields()) {
            boolean taken = field.getContainingOneof() != null && builder.hasOneof(field.getContainingOneof());
            if ((taken && (type.getName().contains("ShareReference") || !namesPlace(field, depth)))
                    || field.isMapField()
                    || LEFT_OUT.contains(field.getName())
                    || depth == 0) {
                continue;
            }
            Object value = switch (field.getJavaType()) {
                case STRING -> word(type, field, place);
                case INT -> 1;
                case LONG -> 1L;
                case BOOLEAN -> false;
                case FLOAT -> 1f;
                case DOUBLE -> 1d;
                case BYTE_STRING -> ByteString.EMPTY;
                case ENUM -> choice(field.getEnumType().getValues());
                case MESSAGE ->
                    type.getName().contains("Recycle") && field.getName().equals("ref")
                            ? place.folder()
                            : fill(builder.newBuilderForField(field).getDefaultInstanceForType(), asked, depth - 1);
            };
            if (field.isRepeated()) {
                builder.addRepeatedField(field, value);
            } else {
                builder.setField(field, value);
            }
        }
        return builder.build();
    }

    private static boolean namesPlace(FieldDescriptor field, int depth) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && namesPlace(field.getMessageType(), depth);
    }

    /** In a filter the one that names a place. */
    private static Object choice(List<EnumValueDescriptor> values) {
        return values.stream()
                .filter(value -> value.getName().equals("TYPE_RESOURCE_ID"))
                .findFirst()
                .orElse(values.get(Math.min(1, values.size() - 1)));
    }

    private static com.cs3.identity.user.v1beta1.UserId id(User user) {
        return com.cs3.identity.user.v1beta1.UserId.newBuilder()
                .setIdp(user.id().idp())
                .setOpaqueId(user.id().opaque())
                .setType(com.cs3.identity.user.v1beta1.UserType.USER_TYPE_PRIMARY)
                .build();
    }

    private static String word(Descriptor type, FieldDescriptor field, Named place) {
        if (NAMES.contains(type.getFullName())) {
            return type.getName().startsWith("Public")
                    ? place.thing().link()
                    : place.thing().share();
        }
        return switch (field.getName()) {
            case "key" ->
                type.getName().contains("Version")
                        ? place.thing().version()
                        : place.thing().trashed();
            case "paths" -> "permissions";
            case "requirements" -> "must-use-mfa";
            case "app" -> "Paper";
            case "target_uri" -> "cs3:" + place.reference().getPath();
            default -> "word";
        };
    }

    /** The status, and which fields the answer has. */
    private static String ask(EveryRpc every, MethodDescriptor<?, ?> method, User self, Named place) {
        try {
            Message answer = every.ask(method, fill(prototype(method), new Asked(self, place), DEEP));
            Set<String> fields = new TreeSet<>();
            answer.getAllFields().keySet().forEach(field -> fields.add(field.getName()));
            FieldDescriptor status = answer.getDescriptorForType().findFieldByName("status");
            Status said = (Status) answer.getField(status);
            return said.getCode() + " " + unnamed(said.getMessage(), place.thing()) + " " + fields;
        } catch (StatusRuntimeException refused) {
            return unnamed(refused.getStatus().toString(), place.thing());
        }
    }

    /** Without the name that was asked for, which an answer may repeat. */
    private static String unnamed(String text, Thing thing) {
        String result = text;
        for (String name : List.of(thing.name(), thing.trashed(), thing.version(), thing.share(), thing.link())) {
            result = result.replace(name, "?");
        }
        return result;
    }
}
