/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.http.ClientAddresses;
import org.weft.kernel.identity.signin.Session;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException;

/** Finds out who calls, from Reva's metadata key, and gives every call its trace. */
final class AuthInterceptor implements ServerInterceptor {

    /** Reva's key of the access token. */
    static final Metadata.Key<String> TOKEN = Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER);

    /** Reva's key of the trace. */
    static final Metadata.Key<String> TRACE = Metadata.Key.of("revad-grpc-trace-id", Metadata.ASCII_STRING_MARSHALLER);

    private static final Metadata.Key<String> FORWARDED =
            Metadata.Key.of("forwarded", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> FORWARDED_FOR =
            Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER);
    /** What names a request over HTTP, and in front of gateways that pass it on. */
    static final Metadata.Key<String> REQUEST = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

    private static final Set<String> OPEN = Set.of(
            "cs3.gateway.v1beta1.GatewayAPI/Authenticate",
            "cs3.auth.provider.v1beta1.ProviderAPI/Authenticate",
            "cs3.gateway.v1beta1.GatewayAPI/ListAuthProviders",
            "cs3.auth.registry.v1beta1.RegistryAPI/ListAuthProviders",
            "cs3.auth.registry.v1beta1.RegistryAPI/GetAuthProviders",
            "cs3.gateway.v1beta1.GatewayAPI/ListSupportedMimeTypes",
            "cs3.app.registry.v1beta1.RegistryAPI/ListSupportedMimeTypes",
            "cs3.gateway.v1beta1.GatewayAPI/GetPublicShareByToken",
            "cs3.sharing.link.v1beta1.LinkAPI/GetPublicShareByToken");

    /** What older clients of Reva ask without a token. */
    private static final Set<String> LOOKUPS = Set.of(
            "cs3.gateway.v1beta1.GatewayAPI/GetUser",
            "cs3.gateway.v1beta1.GatewayAPI/GetUserByClaim",
            "cs3.gateway.v1beta1.GatewayAPI/GetUserGroups",
            "cs3.identity.user.v1beta1.UserAPI/GetUser",
            "cs3.identity.user.v1beta1.UserAPI/GetUserByClaim",
            "cs3.identity.user.v1beta1.UserAPI/GetUserGroups");

    /** Open to all, and answering more to people who are known. */
    private static final String BY_LINK = "GetPublicShareByToken";

    /** What a token for one resource may ask, of the gateway and of the service behind it alike: its files, and who it is. */
    private static final Set<String> FOR_GUESTS = Set.of(
            "WhoAmI",
            "Stat",
            "GetPath",
            "ListContainer",
            "ListContainerStream",
            "InitiateFileDownload",
            "InitiateFileUpload",
            "CreateContainer",
            "TouchFile",
            "Delete",
            "Move",
            "GetQuota",
            "ListFileVersions",
            "RestoreFileVersion",
            "SetArbitraryMetadata",
            "UnsetArbitraryMetadata",
            "SetLock",
            "GetLock",
            "RefreshLock",
            "Unlock",
            "OpenInApp",
            "GetAppProviders",
            "GetDefaultAppProviderForMimeType");

    private static final Set<String> WITH_FILES = Set.of(
            "cs3.gateway.v1beta1.GatewayAPI",
            "cs3.storage.provider.v1beta1.ProviderAPI",
            "cs3.app.provider.v1beta1.ProviderAPI",
            "cs3.app.registry.v1beta1.RegistryAPI");

    private final Function<String, Session> verify;
    private final ClientAddresses clients;
    private final Predicate<InetAddress> lookups;

    /**
     * @param verify turns an access token into a session, or throws {@code Unauthenticated}
     * @param clients tells who calls
     * @param lookups from where people may be looked up without a token
     */
    AuthInterceptor(Function<String, Session> verify, ClientAddresses clients, Predicate<InetAddress> lookups) {
        this.verify = verify;
        this.clients = clients;
        this.lookups = lookups;
    }

    /** Whether somebody without a token looks a person up, from where that is open. */
    private boolean isOpenLookup(String method, String client, Metadata headers) {
        if (!LOOKUPS.contains(method) || headers.containsKey(TOKEN)) {
            return false;
        }
        try {
            return lookups.test(InetAddress.ofLiteral(client));
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    /** Whether an rpc can be called without a token. */
    static boolean isOpen(String method) {
        return OPEN.contains(method);
    }

    private static boolean isForGuests(MethodDescriptor<?, ?> method) {
        String service = method.getServiceName();
        String name = method.getBareMethodName();
        return service != null && name != null && WITH_FILES.contains(service) && FOR_GUESTS.contains(name);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String wanted = headers.get(TRACE);
        TraceId trace = trace(wanted == null ? headers.get(REQUEST) : wanted);
        String method = call.getMethodDescriptor().getFullMethodName();
        Optional<Session> session = Optional.empty();
        String client = client(call, headers);
        if (!isOpen(method) && !isOpenLookup(method, client, headers)) {
            String token = headers.get(TOKEN);
            if (token == null || token.isEmpty()) {
                return refuse(
                        call,
                        Status.UNAUTHENTICATED.withDescription(
                                "this call needs an access token in the metadata x-access-token"));
            }
            try {
                session = Optional.of(verify.apply(token));
            } catch (WeftException failure) {
                return refuse(call, StatusMap.refusal(failure));
            }
            known();
            if (session.get().isGuest() && !isForGuests(call.getMethodDescriptor())) {
                return refuse(
                        call, Status.PERMISSION_DENIED.withDescription("this access token is for one resource only"));
            }
        }
        if (BY_LINK.equals(call.getMethodDescriptor().getBareMethodName())) {
            session = known(headers.get(TOKEN));
        }
        RpcCall known = new RpcCall(trace, client, authority(call), session);
        return Contexts.interceptCall(known.in(Context.current()), call, headers, next);
    }

    /** The connection is somebody's now, and may have as much as theirs. */
    private static void known() {
        RequestArrival arrival = RequestArrival.current();
        if (arrival != null) {
            arrival.isKnown();
        }
    }

    /** Who shows a token without need; nobody, when it is good for nothing. */
    private Optional<Session> known(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(verify.apply(token));
        } catch (WeftException failure) {
            return Optional.empty();
        }
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static String authority(ServerCall<?, ?> call) {
        String authority = call.getAuthority();
        return authority == null ? "" : authority;
    }

    private String client(ServerCall<?, ?> call, Metadata headers) {
        return clients.of(
                call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
                all(headers, FORWARDED),
                all(headers, FORWARDED_FOR));
    }

    private static List<String> all(Metadata headers, Metadata.Key<String> key) {
        Iterable<String> values = headers.getAll(key);
        return values == null
                ? List.of()
                : StreamSupport.stream(values.spliterator(), false).toList();
    }

    private static TraceId trace(@Nullable String wanted) {
        if (wanted != null) {
            try {
                return new TraceId(wanted);
            } catch (IllegalArgumentException notOurs) {
                return random();
            }
        }
        return random();
    }

    private static TraceId random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return new TraceId(hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()));
    }
}
