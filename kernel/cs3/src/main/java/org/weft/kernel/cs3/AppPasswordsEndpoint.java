/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.auth.applications.v1beta1.AppPassword;
import com.cs3.auth.applications.v1beta1.ApplicationsAPIGrpc;
import com.cs3.auth.applications.v1beta1.GenerateAppPasswordRequest;
import com.cs3.auth.applications.v1beta1.GenerateAppPasswordResponse;
import com.cs3.auth.applications.v1beta1.GetAppPasswordRequest;
import com.cs3.auth.applications.v1beta1.GetAppPasswordResponse;
import com.cs3.auth.applications.v1beta1.InvalidateAppPasswordRequest;
import com.cs3.auth.applications.v1beta1.InvalidateAppPasswordResponse;
import com.cs3.auth.applications.v1beta1.ListAppPasswordsRequest;
import com.cs3.auth.applications.v1beta1.ListAppPasswordsResponse;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.token.ScopeCodec;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;

/** App passwords. In a list each stands by its id, for nobody is told the secret twice. */
final class AppPasswordsEndpoint {

    private final AppPasswords passwords;

    AppPasswordsEndpoint(AppPasswords passwords) {
        this.passwords = passwords;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(
                        GatewayAPIGrpc.getGenerateAppPasswordMethod(),
                        ApplicationsAPIGrpc.getGenerateAppPasswordMethod(),
                        this::generate)
                .unary(
                        GatewayAPIGrpc.getListAppPasswordsMethod(),
                        ApplicationsAPIGrpc.getListAppPasswordsMethod(),
                        this::list)
                .unary(
                        GatewayAPIGrpc.getInvalidateAppPasswordMethod(),
                        ApplicationsAPIGrpc.getInvalidateAppPasswordMethod(),
                        this::invalidate)
                .unary(
                        GatewayAPIGrpc.getGetAppPasswordMethod(),
                        ApplicationsAPIGrpc.getGetAppPasswordMethod(),
                        this::get);
    }

    private GenerateAppPasswordResponse generate(RpcCall call, GenerateAppPasswordRequest request) {
        Optional<Instant> expires =
                request.hasExpiration() ? Optional.of(Timestamps.of(request.getExpiration())) : Optional.empty();
        AppPasswords.Made made =
                passwords.make(call.signedIn(), request.getLabel(), scopes(request.getTokenScopeMap()), expires);
        return GenerateAppPasswordResponse.newBuilder()
                .setStatus(call.ok())
                .setAppPassword(message(made.password(), made.secret()))
                .build();
    }

    private static List<Scope> scopes(Map<String, com.cs3.auth.provider.v1beta1.Scope> asked) {
        List<Scope> scopes = new ArrayList<>();
        asked.forEach((name, scope) -> {
            Scope read = ScopeCodec.of(
                    name,
                    scope.getResource().getDecoder(),
                    scope.getResource().getValue().toByteArray(),
                    scope.getRoleValue());
            if (read instanceof Scope.Other) {
                throw new InvalidArgument("the scope '" + name + "' has no meaning here and would allow nothing");
            }
            scopes.add(read);
        });
        return scopes;
    }

    private static AppPassword message(AppPasswords.AppPassword password, String shown) {
        AppPassword.Builder message = AppPassword.newBuilder()
                .setPassword(shown)
                .setLabel(password.label())
                .setUser(IdentityMessages.message(password.user()))
                .setCtime(Timestamps.message(password.created()))
                .setUtime(Timestamps.message(password.used().orElse(password.created())));
        password.expires().ifPresent(expires -> message.setExpiration(Timestamps.message(expires)));
        for (Scope scope : password.scopes()) {
            message.putTokenScope(ScopeMessages.name(scope), ScopeMessages.message(scope));
        }
        return message.build();
    }

    private ListAppPasswordsResponse list(RpcCall call, ListAppPasswordsRequest request) {
        ListAppPasswordsResponse.Builder answer =
                ListAppPasswordsResponse.newBuilder().setStatus(call.ok());
        passwords.of(call.caller()).forEach(one -> answer.addAppPasswords(message(one, one.id())));
        return answer.build();
    }

    private InvalidateAppPasswordResponse invalidate(RpcCall call, InvalidateAppPasswordRequest request) {
        passwords.revoke(call.caller(), request.getPassword());
        return InvalidateAppPasswordResponse.newBuilder().setStatus(call.ok()).build();
    }

    /** Anybody who knows the pair may know what it is good for. */
    private GetAppPasswordResponse get(RpcCall call, GetAppPasswordRequest request) {
        UserId user = IdentityMessages.of(request.getUser());
        AppPasswords.AppPassword found = passwords
                .find(user.opaque(), request.getPassword())
                .filter(known -> user.idp().isEmpty() || known.user().idp().equals(user.idp()))
                .orElseThrow(() -> new NotFound("this user has no such app password, or it has expired"));
        return GetAppPasswordResponse.newBuilder()
                .setStatus(call.ok())
                .setAppPassword(message(found, found.id()))
                .build();
    }
}
