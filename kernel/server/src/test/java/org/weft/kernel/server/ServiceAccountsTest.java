/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.auth.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.auth.registry.v1beta1.ListAuthProvidersRequest;
import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.AuthenticateResponse;
import com.cs3.identity.user.v1beta1.UserType;
import com.cs3.rpc.v1beta1.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.identity.signin.ServiceAccounts;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.Scope;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.share.ResourceId;

/** Programs that sign in by themselves, over CS3 and HTTP, and everything that a gateway in front asks of us. */
class ServiceAccountsTest extends WholeSiteFixture {

    @BeforeEach
    void putAFileOfMarie() throws Exception {
        whole.office.put(FakeSite.MARIE, "home/f.txt", "text");
    }

    private AuthenticateResponse signIn(String type, String name, String secret) {
        return whole.gateway()
                .authenticate(AuthenticateRequest.newBuilder()
                        .setType(type)
                        .setClientId(name)
                        .setClientSecret(secret)
                        .build());
    }

    private com.cs3.auth.provider.v1beta1.AuthenticateResponse behind(String name, String secret) {
        return ProviderAPIGrpc.newBlockingStub(whole.channel())
                .authenticate(com.cs3.auth.provider.v1beta1.AuthenticateRequest.newBuilder()
                        .setClientId(name)
                        .setClientSecret(secret)
                        .build());
    }

    private int ask(String token, String method, String path, String body) throws IOException {
        return whole.send(method, path, body, bearer(token), "Depth: 0").status();
    }

    private int spacesOf(String user, String password) throws IOException {
        return whole.send("PROPFIND", "/remote.php/dav/spaces/", "", "Depth: 0", basic(user, password))
                .status();
    }

    @Test
    void a_program_signs_in_as_itself() throws IOException {
        for (String name : List.of("backup", "service:backup")) {
            AuthenticateResponse answer = signIn("serviceaccounts", name, WholeSite.BACKUP);
            assertThat(answer.getStatus().getCode()).isEqualTo(Code.CODE_OK);
            assertThat(answer.getUser().getUsername()).isEqualTo("service:backup");
            assertThat(answer.getUser().getId().getType()).isEqualTo(UserType.USER_TYPE_SERVICE);
            assertThat(ask(answer.getToken(), "PROPFIND", "/remote.php/dav/tree/common", ""))
                    .isEqualTo(207);
            assertThat(ask(answer.getToken(), "GET", "/remote.php/dav/files/marie/f.txt", ""))
                    .isEqualTo(404);
        }
        assertThat(spacesOf("backup", WholeSite.BACKUP)).isEqualTo(207);
        assertThat(spacesOf("marie", WholeSite.BACKUP)).isEqualTo(401);
    }

    @Test
    void a_program_acts_for_whom_it_may_and_for_nobody_else() throws IOException {
        for (String name : List.of(
                "marie", "username:marie", "userid:" + FakeSite.MARIE.id().opaque())) {
            AuthenticateResponse answer = signIn("machine", name, WholeSite.BACKUP);
            assertThat(answer.getUser().getUsername()).as(name).isEqualTo("marie");
            assertThat(ask(answer.getToken(), "GET", "/remote.php/dav/files/marie/f.txt", ""))
                    .isEqualTo(200);
            assertThat(ask(answer.getToken(), "PUT", "/remote.php/dav/files/marie/f.txt", "x"))
                    .as("its role is to look")
                    .isEqualTo(403);
        }
        assertThat(signIn("machine", "einstein", WholeSite.BACKUP).getStatus().getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(signIn("machine", "nobody", WholeSite.BACKUP).getStatus().getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(signIn("machine", "service:backup", WholeSite.BACKUP)
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_wrong_secret_opens_nothing_and_tells_nothing() {
        String wrong = WholeSite.BACKUP.replace('a', 'b');
        for (String type : List.of("serviceaccounts", "machine")) {
            for (String secret : List.of(wrong, "", "x", WholeSite.BACKUP + "a")) {
                AuthenticateResponse answer = signIn(type, "backup", secret);
                assertThat(answer.getStatus().getCode()).as(type + secret).isEqualTo(Code.CODE_UNAUTHENTICATED);
                assertThat(answer.getStatus().getMessage()).isEqualTo("the name or the password is wrong");
            }
        }
        assertThat(signIn("serviceaccounts", "other", WholeSite.BACKUP)
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_UNAUTHENTICATED);
    }

    @Test
    void a_program_that_is_blocked_acts_for_nobody() throws IOException {
        String token = signIn("machine", "marie", WholeSite.BACKUP).getToken();
        Files.writeString(whole.blockedFile, "service:backup\n");
        whole.blocked.read();

        assertThat(signIn("serviceaccounts", "backup", WholeSite.BACKUP)
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(signIn("machine", "marie", WholeSite.BACKUP).getStatus().getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(ask(token, "GET", "/remote.php/dav/files/marie/f.txt", ""))
                .as("the token is marie's, who is not blocked")
                .isEqualTo(200);
    }

    @Test
    void they_are_found_and_shared_with_as_others_are() {
        assertThat(whole.gateway()
                        .listAuthProviders(ListAuthProvidersRequest.getDefaultInstance())
                        .getTypesList())
                .contains("serviceaccounts", "machine", "appauth", "publicshares");
    }

    @Test
    void a_gateway_in_front_finds_out_who_somebody_is_by_what_they_show() {
        String link = whole.links
                .links()
                .create(
                        FakePeople.caller(FakeSite.MARIE),
                        OfficeSite.at("home/f.txt"),
                        NewLink.of(LinkType.VIEW.rights()))
                .token();
        com.cs3.auth.provider.v1beta1.AuthenticateResponse visitor = behind(link, "password|");
        assertThat(visitor.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(visitor.getUser().getId().getType()).isEqualTo(UserType.USER_TYPE_GUEST);
        assertThat(visitor.getTokenScopeMap().keySet()).allMatch(name -> name.startsWith("publicshare:"));
        assertThat(behind(link, "signature|x|y").getStatus().getCode())
                .as("a link without a password asks for no key")
                .isEqualTo(Code.CODE_UNAUTHENTICATED);

        assertThat(behind("marie", WholeSite.BACKUP).getUser().getUsername()).isEqualTo("marie");
        assertThat(behind("service:backup", WholeSite.BACKUP).getUser().getUsername())
                .isEqualTo("service:backup");
        assertThat(behind("marie", "eiram").getUser().getUsername()).isEqualTo("marie");
        assertThat(behind("marie", "password|eiram").getStatus().getCode()).isEqualTo(Code.CODE_UNAUTHENTICATED);
    }

    @Test
    void a_gateway_in_front_finds_out_who_comes_with_the_secret_of_a_share_with_another_site() {
        String secret = ShareSecrets.freshKey();
        String other = ShareSecrets.freshKey();
        OcmOut share = given(secret);
        given(other);

        for (String name : List.of(share.id().value(), "")) {
            com.cs3.auth.provider.v1beta1.AuthenticateResponse receiver = behind(name, secret);
            assertThat(receiver.getStatus().getCode()).as(name).isEqualTo(Code.CODE_OK);
            assertThat(receiver.getUser().getId().getType()).isEqualTo(UserType.USER_TYPE_FEDERATED);
            assertThat(receiver.getUser().getId().getIdp()).isEqualTo("other.example");
            assertThat(receiver.getTokenScopeMap()).containsOnlyKeys("ocmshare:" + share.id());
        }
        assertThat(behind(share.id().value(), ShareSecrets.freshKey())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_UNAUTHENTICATED);
        assertThat(behind(share.id().value(), other).getStatus().getCode())
                .as("the secret of another share")
                .isEqualTo(Code.CODE_UNAUTHENTICATED);
        assertThat(behind("marie", secret).getStatus().getCode()).isEqualTo(Code.CODE_UNAUTHENTICATED);
        whole.site.sharing.rows().by(FakePeople.caller(FakeSite.EINSTEIN)).remove(share.id(), any -> any);
        assertThat(behind(share.id().value(), secret).getStatus().getCode()).isEqualTo(Code.CODE_UNAUTHENTICATED);
    }

    private OcmOut given(String secret) {
        var resource = whole.site
                .files
                .stat(FakePeople.caller(FakeSite.MARIE), OfficeSite.at("home/f.txt"), StatSpec.node())
                .id();
        OcmOut share = OcmOut.builder(
                        ShareRules.freshId(),
                        new ResourceId(resource.storage(), resource.space(), resource.node()),
                        FakeSite.MARIE.id(),
                        new RemoteParty("other.example", "ada-" + secret.hashCode(), RemoteParty.Kind.USER),
                        ServiceAccounts.hash(secret))
                .creator(FakeSite.MARIE.id())
                .rights(OcmPermissions.of(List.of("read")))
                .build();
        return (OcmOut) whole.site.sharing.rows().insert(share);
    }

    @Test
    void an_app_password_is_good_as_basic_where_no_provider_knows_passwords() throws IOException {
        String secret = whole.appPasswords
                .make(
                        whole.site.sessionOf(FakeSite.MARIE),
                        "a phone",
                        List.of(new Scope.User(Scope.Role.OWNER)),
                        Optional.empty())
                .secret();
        whole.site.providers.clear();

        for (String type : List.of("basic", "appauth")) {
            assertThat(signIn(type, "marie", secret).getUser().getUsername())
                    .as(type)
                    .isEqualTo("marie");
            assertThat(signIn(type, "marie", "eiram").getStatus().getCode())
                    .as(type)
                    .isEqualTo(Code.CODE_UNAUTHENTICATED);
        }
        assertThat(spacesOf("marie", secret)).isEqualTo(207);
        assertThat(spacesOf("marie", "eiram")).isEqualTo(401);
        assertThat(signIn("bearer", "", "x").getStatus().getCode()).isEqualTo(Code.CODE_INVALID_ARGUMENT);
    }
}
