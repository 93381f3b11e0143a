/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.auth.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.auth.registry.v1beta1.GetAuthProvidersRequest;
import com.cs3.auth.registry.v1beta1.GetAuthProvidersResponse;
import com.cs3.auth.registry.v1beta1.ListAuthProvidersRequest;
import com.cs3.auth.registry.v1beta1.ProviderInfo;
import com.cs3.auth.registry.v1beta1.RegistryAPIGrpc;
import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.AuthenticateResponse;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.gateway.v1beta1.ListAuthProvidersResponse;
import com.cs3.gateway.v1beta1.WhoAmIRequest;
import com.cs3.gateway.v1beta1.WhoAmIResponse;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.weft.kernel.identity.signin.ServiceAccounts;
import org.weft.kernel.identity.signin.Session;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.auth.Credentials;

/** Who calls: sign-in, and the ways to do it. */
final class AuthEndpoint {

    private static final String BASIC = "basic";
    private static final String BEARER = "bearer";
    private static final String APP_PASSWORD = "appauth";

    private final SignIn signIn;
    private final Supplier<String> address;

    /**
     * @param address where this server's gRPC port is, as clients write it
     */
    AuthEndpoint(SignIn signIn, Supplier<String> address) {
        this.signIn = signIn;
        this.address = address;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getAuthenticateMethod(), this::authenticate)
                .unary(ProviderAPIGrpc.getAuthenticateMethod(), this::authenticateBehind)
                .unary(GatewayAPIGrpc.getWhoAmIMethod(), this::whoAmI)
                .unary(GatewayAPIGrpc.getListAuthProvidersMethod(), this::types)
                .unary(RegistryAPIGrpc.getListAuthProvidersMethod(), this::providers)
                .unary(RegistryAPIGrpc.getGetAuthProvidersMethod(), this::provider);
    }

    private AuthenticateResponse authenticate(RpcCall call, AuthenticateRequest request) {
        Session session = signIn(call, request.getType(), request.getClientId(), request.getClientSecret());
        return AuthenticateResponse.newBuilder()
                .setStatus(call.ok())
                .setToken(session.accessToken())
                .setUser(IdentityMessages.message(session.user(), true))
                .build();
    }

    private Session signIn(RpcCall call, String type, String clientId, String secret) {
        if (type.isEmpty()) {
            throw new InvalidArgument("name the type of sign-in; this server offers " + offered());
        }
        if (!signIn.takes(type)) {
            throw new InvalidArgument("sign-in of this type is not offered; this server offers " + offered());
        }
        return signIn.authenticate(new Credentials(type, clientId, secret), call.remoteAddress());
    }

    private String offered() {
        return String.join(", ", new TreeSet<>(signIn.types()));
    }

    /** For a gateway in front of us, which makes the token itself, good for what we say. */
    private com.cs3.auth.provider.v1beta1.AuthenticateResponse authenticateBehind(
            RpcCall call, com.cs3.auth.provider.v1beta1.AuthenticateRequest request) {
        Session session = signInBehind(call, request.getClientId(), request.getClientSecret());
        com.cs3.auth.provider.v1beta1.AuthenticateResponse.Builder answer =
                com.cs3.auth.provider.v1beta1.AuthenticateResponse.newBuilder()
                        .setStatus(call.ok())
                        .setUser(IdentityMessages.message(session.user(), true));
        session.scopes()
                .forEach(scope -> answer.putTokenScope(ScopeMessages.name(scope), ScopeMessages.message(scope)));
        return answer.build();
    }

    /**
     * The gateway has found us by the type and its request does not repeat it. What is shown with a link says so itself; but
     * where there is no such link, it may be somebody's password. The secret of a share with another site is known by itself.
     */
    private Session signInBehind(RpcCall call, String clientId, String secret) {
        boolean byLink = secret.startsWith("password|") || secret.startsWith("signature|");
        if (byLink && !clientId.isEmpty() && signIn.types().contains(LinkAuthenticator.TYPE)) {
            try {
                return signIn(call, LinkAuthenticator.TYPE, clientId, secret);
            } catch (NotFound noLink) {
                return signIn(call, typeBehind(clientId, secret), clientId, secret);
            }
        }
        Optional<String> recognised = signIn.typeOf(clientId, secret);
        if (recognised.isPresent()) {
            return signIn(call, recognised.get(), clientId, secret);
        }
        return signIn(call, typeBehind(clientId, secret), clientId, secret);
    }

    /**
     * Whoever shows a token of a provider names no account; passwords always come with one. The secrets of programs are known
     * by their form: by the names of programs they sign in as themselves, by others for somebody.
     */
    private String typeBehind(String clientId, String secret) {
        Set<String> types = signIn.types();
        if (ServiceAccounts.isOne(secret) && types.contains(ServiceAccounts.SERVICE)) {
            return ServiceAccounts.isName(clientId) || !types.contains(ServiceAccounts.MACHINE)
                    ? ServiceAccounts.SERVICE
                    : ServiceAccounts.MACHINE;
        }
        if (clientId.isEmpty() && types.contains(BEARER)) {
            return BEARER;
        }
        return types.contains(BASIC) || !types.contains(APP_PASSWORD) ? BASIC : APP_PASSWORD;
    }

    private WhoAmIResponse whoAmI(RpcCall call, WhoAmIRequest request) {
        Session session = request.getToken().isEmpty() ? call.signedIn() : signIn.verify(request.getToken());
        return WhoAmIResponse.newBuilder()
                .setStatus(call.ok())
                .setUser(IdentityMessages.message(session.user(), true))
                .build();
    }

    private ListAuthProvidersResponse types(RpcCall call, ListAuthProvidersRequest request) {
        return ListAuthProvidersResponse.newBuilder()
                .setStatus(call.ok())
                .addAllTypes(new TreeSet<>(signIn.types()))
                .build();
    }

    private com.cs3.auth.registry.v1beta1.ListAuthProvidersResponse providers(
            RpcCall call, ListAuthProvidersRequest request) {
        com.cs3.auth.registry.v1beta1.ListAuthProvidersResponse.Builder answer =
                com.cs3.auth.registry.v1beta1.ListAuthProvidersResponse.newBuilder()
                        .setStatus(call.ok());
        for (String type : new TreeSet<>(signIn.types())) {
            answer.addProviders(info(type));
        }
        return answer.build();
    }

    private GetAuthProvidersResponse provider(RpcCall call, GetAuthProvidersRequest request) {
        if (request.getType().isEmpty()) {
            throw new InvalidArgument("name the type of sign-in; this server offers " + offered());
        }
        if (!signIn.types().contains(request.getType())) {
            throw new NotFound("sign-in of this type is not offered; this server offers " + offered());
        }
        return GetAuthProvidersResponse.newBuilder()
                .setStatus(call.ok())
                .addProviders(info(request.getType()))
                .build();
    }

    private ProviderInfo info(String type) {
        return ProviderInfo.newBuilder()
                .setProviderType(type)
                .setAddress(address.get())
                .build();
    }
}
