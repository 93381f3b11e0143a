/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.limit.Cancellation;
import org.weft.spi.WeftException;

/**
 * Answers of one rpc that tell a failure: its answer type with nothing but the status filled.
 *
 * @param <A> the answer type
 */
final class FailureReplies<A> {

    private static final Logger LOG = LoggerFactory.getLogger(FailureReplies.class);

    private final Message empty;
    private final FieldDescriptor status;
    private final int messageLimit;

    private FailureReplies(Message empty, FieldDescriptor status, int messageLimit) {
        this.empty = empty;
        this.status = status;
        this.messageLimit = messageLimit;
    }

    static <A> FailureReplies<A> of(MethodDescriptor<?, A> method, int messageLimit) {
        if (method.getResponseMarshaller() instanceof MethodDescriptor.PrototypeMarshaller<A> marshaller
                && marshaller.getMessagePrototype() instanceof Message empty) {
            FieldDescriptor status = empty.getDescriptorForType().findFieldByName("status");
            if (status != null && status.getMessageType().equals(Status.getDescriptor())) {
                return new FailureReplies<>(empty, status, messageLimit);
            }
        }
        throw new IllegalStateException(method.getFullMethodName() + " answers without a status");
    }

    /** The answer with this status alone. */
    @SuppressWarnings("unchecked") // a copy of the prototype, which is an A
    A message(Status failure) {
        return (A) empty.newBuilderForType().setField(status, failure).build();
    }

    /** What the code answers, or the answer that tells why it did not. */
    A answer(MethodDescriptor<?, A> method, RpcCall call, Function<RpcCall, A> code) {
        try {
            Context context = Context.current();
            A answer = Cancellation.during(context::isCancelled, () -> code.apply(call));
            if (answer instanceof Message message && message.getSerializedSize() > messageLimit) {
                return message(call.status(
                        Code.CODE_RESOURCE_EXHAUSTED,
                        "the answer would be larger than " + messageLimit + " bytes; ask for less"));
            }
            return answer;
        } catch (RuntimeException | Error failure) { // a driver's too, whose failure ends this call alone
            return message(tell(method, call, failure));
        }
    }

    /** The status that tells a failure. One that nobody expected is logged under the trace that the client gets. */
    Status tell(MethodDescriptor<?, A> method, RpcCall call, Throwable failure) {
        if (failure instanceof WeftException expected) {
            return call.failed(expected);
        }
        LOG.atError()
                .addKeyValue("rpc", method.getFullMethodName())
                .addKeyValue("trace", call.trace())
                .setCause(failure)
                .log("rpc-failed");
        return call.status(
                Code.CODE_INTERNAL, "something went wrong in the server; its log tells more under " + call.trace());
    }
}
