/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import io.grpc.Context;
import java.util.Optional;
import org.weft.kernel.identity.signin.Session;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Unauthenticated;

/**
 * The circumstances of one call.
 *
 * @param trace ties its log lines and its answer together
 * @param remoteAddress where the client is
 * @param authority host and port as the client named this server; empty when it did not
 * @param session who signed in; mostly empty for the rpcs that are open to all
 */
record RpcCall(TraceId trace, String remoteAddress, String authority, Optional<Session> session) {

    private static final Context.Key<RpcCall> KEY = Context.key("weft-call");

    /** The call that the present gRPC context belongs to. */
    static RpcCall current() {
        RpcCall call = KEY.get();
        if (call == null) {
            throw new IllegalStateException("no interceptor saw this call");
        }
        return call;
    }

    Context in(Context context) {
        return context.withValue(KEY, this);
    }

    Session signedIn() {
        return session.orElseThrow(() -> new Unauthenticated("sign in first"));
    }

    Caller caller() {
        return signedIn().caller(trace);
    }

    Status ok() {
        return status(Code.CODE_OK, "");
    }

    Status failed(WeftException failure) {
        return status(StatusMap.code(failure), failure.text());
    }

    Status status(Code code, String message) {
        return Status.newBuilder()
                .setCode(code)
                .setMessage(message)
                .setTrace(trace.value())
                .build();
    }
}
