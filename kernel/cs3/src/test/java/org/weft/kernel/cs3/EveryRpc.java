/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.rpc.v1beta1.Status;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** All rpcs of all services, each asked with an empty request. */
public final class EveryRpc {

    private final Channel channel;

    /**
     * @param token of whoever asks
     */
    public EveryRpc(Channel channel, String token) {
        Metadata metadata = new Metadata();
        metadata.put(AuthInterceptor.TOKEN, token);
        this.channel = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    /** The rpcs. */
    public static List<MethodDescriptor<?, ?>> all() {
        return ServiceDescriptors.all().stream()
                .map(ServiceDescriptor::getMethods)
                .<MethodDescriptor<?, ?>>flatMap(methods -> methods.stream())
                .toList();
    }

    /** The names of those that the server says are not built, by their full names. */
    public static TreeSet<String> notBuilt() {
        TreeSet<String> names = new TreeSet<>();
        UnimplementedRpcs.names()
                .forEach(name -> all().stream()
                        .filter(method -> name.equals(method.getBareMethodName()))
                        .forEach(method -> names.add(method.getFullMethodName())));
        return names;
    }

    /** What the first message of the answer to an empty request says. */
    public Status ask(MethodDescriptor<?, ?> method) {
        MethodDescriptor.PrototypeMarshaller<?> marshaller =
                (MethodDescriptor.PrototypeMarshaller<?>) method.getRequestMarshaller();
        Message answer = ask(method, (Message) Objects.requireNonNull(marshaller.getMessagePrototype()));
        return (Status) answer.getField(answer.getDescriptorForType().findFieldByName("status"));
    }

    /** The first message of the answer. */
    @SuppressWarnings("unchecked")
    public Message ask(MethodDescriptor<?, ?> method, Message request) {
        Iterator<Message> answers = ClientCalls.blockingServerStreamingCall(
                channel,
                (MethodDescriptor<Message, Message>) method,
                CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                request);
        return answers.next();
    }
}
