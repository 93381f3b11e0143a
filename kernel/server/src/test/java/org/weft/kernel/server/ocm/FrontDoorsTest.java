/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.ocm.invite.v1beta1.AcceptInviteRequest;
import com.cs3.ocm.invite.v1beta1.DeleteAcceptedUserRequest;
import com.cs3.ocm.invite.v1beta1.FindAcceptedUsersRequest;
import com.cs3.ocm.invite.v1beta1.ForwardInviteRequest;
import com.cs3.ocm.invite.v1beta1.ForwardInviteResponse;
import com.cs3.ocm.invite.v1beta1.GenerateInviteTokenRequest;
import com.cs3.ocm.invite.v1beta1.GetAcceptedUserRequest;
import com.cs3.ocm.invite.v1beta1.InviteAPIGrpc;
import com.cs3.ocm.invite.v1beta1.InviteToken;
import com.cs3.ocm.invite.v1beta1.ListInviteTokensRequest;
import com.cs3.ocm.provider.v1beta1.GetInfoByDomainRequest;
import com.cs3.ocm.provider.v1beta1.IsProviderAllowedRequest;
import com.cs3.ocm.provider.v1beta1.ListAllProvidersRequest;
import com.cs3.ocm.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.ocm.provider.v1beta1.ProviderInfo;
import com.cs3.rpc.v1beta1.Code;
import com.google.gson.JsonParser;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.cs3.Cs3Server;
import org.weft.kernel.cs3.Cs3Services;
import org.weft.kernel.cs3.Cs3Settings;
import org.weft.kernel.cs3.OcmCoreServices;
import org.weft.kernel.ocm.LabSite;
import org.weft.kernel.ocm.TrustingHttpClient;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.identity.User;

/** What people and their programs see of invitations: CS3, the helper API, and the pages. */
@OverWire
class FrontDoorsTest {

    @TempDir
    private Path data;

    private LabSite a;
    private LabSite b;
    private Cs3Server grpcA;
    private Cs3Server grpcB;
    private ManagedChannel channelA;
    private ManagedChannel channelB;

    @BeforeEach
    void start() throws IOException {
        a = LabPages.site(data.resolve("a"), "127.0.0.1");
        b = LabPages.site(data.resolve("b"), "127.0.0.2");
        grpcA = grpc(a);
        grpcB = grpc(b);
        channelA = NettyChannelBuilder.forTarget(grpcA.address()).usePlaintext().build();
        channelB = NettyChannelBuilder.forTarget(grpcB.address()).usePlaintext().build();
    }

    @AfterEach
    void stop() {
        channelA.shutdownNow();
        channelB.shutdownNow();
        grpcA.close();
        grpcB.close();
        a.close();
        b.close();
    }

    private static Cs3Server grpc(LabSite site) throws IOException {
        Cs3Services services = new Cs3Services(
                        site.people.signIn,
                        site.people.directories,
                        site.people.storage,
                        site.people.catalog,
                        site.people.orders,
                        site::url,
                        Clock.systemUTC())
                .with(new OcmCoreServices(site.network.trust(), site.finder, site.invitations));
        Cs3Server server = new Cs3Server(
                new Cs3Settings(new InetSocketAddress("127.0.0.1", 0), true, Duration.ofSeconds(2)),
                services,
                new Metrics());
        server.start();
        return server;
    }

    private static <S extends AbstractBlockingStub<S>> S as(LabSite site, User user, S stub) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER), site.people.tokenOf(user));
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private GatewayAPIGrpc.GatewayAPIBlockingStub einstein() {
        return as(a, FakeSite.EINSTEIN, GatewayAPIGrpc.newBlockingStub(channelA));
    }

    private GatewayAPIGrpc.GatewayAPIBlockingStub marie() {
        return as(b, FakeSite.MARIE, GatewayAPIGrpc.newBlockingStub(channelB));
    }

    private ForwardInviteResponse forward(String token, String domain) {
        return marie().forwardInvite(ForwardInviteRequest.newBuilder()
                .setInviteToken(InviteToken.newBuilder().setToken(token))
                .setOriginSystemProvider(ProviderInfo.newBuilder().setDomain(domain))
                .build());
    }

    @Test
    void einstein_and_marie_come_together_over_cs3() {
        InviteToken token = einstein()
                .generateInviteToken(GenerateInviteTokenRequest.newBuilder()
                        .setDescription("radium")
                        .build())
                .getInviteToken();
        assertThat(token.getDescription()).isEqualTo("radium");
        assertThat(einstein()
                        .listInviteTokens(ListInviteTokensRequest.getDefaultInstance())
                        .getInviteTokensList())
                .containsExactly(token);

        ForwardInviteResponse inviter = forward(token.getToken(), a.host().text());
        assertThat(inviter.getStatus().getCode())
                .as(inviter.getStatus().getMessage())
                .isEqualTo(Code.CODE_OK);
        assertThat(inviter.getDisplayName()).isEqualTo("Albert Einstein");
        assertThat(inviter.getUserId().getIdp()).isEqualTo(a.host().text());

        UserId atB = UserId.newBuilder()
                .setIdp("http://" + b.host())
                .setOpaqueId(FakeSite.MARIE.id().opaque())
                .build();
        assertThat(einstein()
                        .getAcceptedUser(GetAcceptedUserRequest.newBuilder()
                                .setRemoteUserId(atB)
                                .build())
                        .getRemoteUser()
                        .getDisplayName())
                .isEqualTo("Marie Curie");
        assertThat(as(a, FakeSite.EINSTEIN, InviteAPIGrpc.newBlockingStub(channelA))
                        .findAcceptedUsers(FindAcceptedUsersRequest.newBuilder()
                                .setFilter("curie")
                                .build())
                        .getAcceptedUsersList())
                .hasSize(1);

        assertThat(einstein()
                        .deleteAcceptedUser(DeleteAcceptedUserRequest.newBuilder()
                                .setRemoteUserId(atB)
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_OK);
        assertThat(marie().findAcceptedUsers(FindAcceptedUsersRequest.getDefaultInstance())
                        .getAcceptedUsersList())
                .as("the other site was told")
                .isEmpty();
    }

    @Test
    void an_invitation_is_forwarded_as_one_text_too() {
        String token = einstein()
                .generateInviteToken(GenerateInviteTokenRequest.getDefaultInstance())
                .getInviteToken()
                .getToken();
        String whole = Base64.getEncoder().encodeToString((token + "@" + a.host()).getBytes(StandardCharsets.UTF_8));

        assertThat(forward(whole, "").getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(forward("nonsense", "").getStatus().getCode()).isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(forward("nonsense", a.host().text()).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void what_only_another_site_may_say_is_closed_to_users() {
        InviteToken token = einstein()
                .generateInviteToken(GenerateInviteTokenRequest.getDefaultInstance())
                .getInviteToken();

        assertThat(einstein()
                        .acceptInvite(AcceptInviteRequest.newBuilder()
                                .setInviteToken(token)
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(einstein()
                        .listInviteTokens(ListInviteTokensRequest.getDefaultInstance())
                        .getInviteTokensList())
                .hasSize(1);
    }

    @Test
    void other_sites_are_found_by_their_domain() {
        ProviderAPIGrpc.ProviderAPIBlockingStub providers =
                as(a, FakeSite.EINSTEIN, ProviderAPIGrpc.newBlockingStub(channelA));
        ProviderInfo found = providers
                .getInfoByDomain(GetInfoByDomainRequest.newBuilder()
                        .setDomain(b.host().text())
                        .build())
                .getProviderInfo();

        assertThat(found.getDomain()).isEqualTo(b.host().text());
        assertThat(found.getServices(0).getEndpoint().getPath()).isEqualTo(b.url() + "/ocm");
        assertThat(allowed(b.host().text())).isEqualTo(Code.CODE_OK);
        assertThat(allowed("evil.example")).isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(allowed("c\u0435rn.ch")).isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(einstein()
                        .listAllProviders(ListAllProvidersRequest.getDefaultInstance())
                        .getProvidersList())
                .isEmpty();
    }

    private Code allowed(String domain) {
        return einstein()
                .isProviderAllowed(IsProviderAllowedRequest.newBuilder()
                        .setProvider(ProviderInfo.newBuilder().setDomain(domain))
                        .build())
                .getStatus()
                .getCode();
    }

    private static Map<String, String> basic(String user, String type) {
        Map<String, String> headers = new HashMap<>();
        String pair = user + ':' + new StringBuilder(user).reverse();
        headers.put(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        if (!type.isEmpty()) {
            headers.put("Content-Type", type);
        }
        return headers;
    }

    private static TrustingHttpClient.Answer helper(LabSite site, String user, String method, String name, String body)
            throws IOException {
        return TrustingHttpClient.send(method, site.uri("/sciencemesh/" + name), basic(user, "application/json"), body);
    }

    @Test
    void the_helper_api_takes_an_invitation_from_end_to_end() throws IOException {
        TrustingHttpClient.Answer invite = helper(a, "einstein", "POST", "generate-invite", "{\"description\":\"x\"}");
        assertThat(invite.status()).as(invite.body()).isEqualTo(200);
        String token = invite.json().get("token").getAsString();
        assertThat(invite.json().get("invite_link").getAsString()).isEqualTo(a.url() + "/wayf?token=" + token);
        assertThat(helper(a, "einstein", "GET", "list-invite", "").body()).contains(token);
        assertThat(helper(a, "marie", "GET", "list-invite", "").body()).isEqualTo("[]");

        String accept = "{\"token\":\"" + token + "\",\"providerDomain\":\"" + a.host() + "\"}";
        assertThat(helper(b, "marie", "POST", "accept-invite", accept).status()).isEqualTo(200);
        assertThat(helper(b, "richard", "POST", "accept-invite", accept).status())
                .as("it is somebody's by now")
                .isEqualTo(409);
        TrustingHttpClient.Answer never =
                helper(b, "richard", "POST", "accept-invite", accept.replace(token, "never-was"));
        assertThat(never.status()).isEqualTo(400);
        assertThat(never.json().get("code").getAsString()).isEqualTo("INVALID_PARAMETER");
        assertThat(helper(
                                b,
                                "marie",
                                "POST",
                                "accept-invite",
                                accept.replace(a.host().text(), "evil.example"))
                        .json()
                        .get("code")
                        .getAsString())
                .isEqualTo("UNTRUSTED_SERVICE");

        var contact = JsonParser.parseString(
                        helper(b, "marie", "GET", "find-accepted-users", "").body())
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject();
        assertThat(contact.get("display_name").getAsString()).isEqualTo("Albert Einstein");
        assertThat(helper(b, "marie", "DELETE", "delete-accepted-user", contact.toString())
                        .status())
                .isEqualTo(200);
        assertThat(helper(a, "einstein", "GET", "find-accepted-users", "").body())
                .isEqualTo("[]");
    }

    @Test
    void an_invitation_is_taken_under_the_name_it_was_given_under_with_padding_and_without() throws IOException {
        for (String user : List.of("marie", "richard")) {
            String whole = helper(a, "einstein", "POST", "generate-invite", "{}")
                    .json()
                    .get("invite_string")
                    .getAsString()
                    .replace("=", "");
            String field = user.equals("marie") ? "token" : "invite_string";
            TrustingHttpClient.Answer answer =
                    helper(b, user, "POST", "accept-invite", "{\"" + field + "\":\"" + whole + "\"}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void the_helper_api_is_closed_to_other_sites_pages_and_to_strangers() throws IOException {
        URI url = a.uri("/sciencemesh/generate-invite");
        assertThat(TrustingHttpClient.send("POST", url, Map.of("Content-Type", "application/json"), "{}")
                        .status())
                .isEqualTo(401);
        assertThat(TrustingHttpClient.send("POST", url, basic("einstein", "text/plain"), "{}")
                        .status())
                .isEqualTo(415);
        assertThat(TrustingHttpClient.send("POST", url, basic("einstein", ""), "")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void where_people_accept_is_told_to_everybody() throws IOException {
        Map<String, String> json = Map.of("Content-Type", "application/json");
        TrustingHttpClient.Answer found = TrustingHttpClient.send(
                "POST", a.uri("/sciencemesh/discover"), json, "{\"domain\":\"" + b.host() + "\"}");
        assertThat(found.json().get("inviteAcceptDialog").getAsString()).isEqualTo(b.url() + "/ocm-invite");
        assertThat(TrustingHttpClient.send(
                                "POST", a.uri("/sciencemesh/discover"), json, "{\"domain\":\"127.0.0.99:1\"}")
                        .status())
                .isEqualTo(404);
        assertThat(TrustingHttpClient.get(a.uri("/sciencemesh/federations"), Map.of())
                        .body())
                .isEqualTo("[]");
    }

    @Test
    void the_pages_lead_from_the_link_to_the_contact() throws IOException {
        String token = a.invitations.generate(FakeSite.EINSTEIN.id(), "", "").token();
        TrustingHttpClient.Answer where = TrustingHttpClient.get(a.uri("/wayf?token=" + token), Map.of());
        assertThat(where.status()).isEqualTo(200);
        assertThat(where.header("content-security-policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(where.body())
                .as("who invites")
                .contains("Albert Einstein", a.host().text())
                .doesNotContain("<script", "http://www", "https://");

        TrustingHttpClient.Answer led =
                TrustingHttpClient.get(a.uri("/wayf?token=" + token + "&host=" + b.host()), Map.of());
        Matcher link = Pattern.compile("class=\"button\" rel=\"noreferrer\" href=\"([^\"]+)\"")
                .matcher(led.body());
        assertThat(link.find()).as(led.body()).isTrue();
        URI dialog = URI.create(link.group(1).replace("&amp;", "&"));

        assertThat(TrustingHttpClient.get(dialog, Map.of()).status()).isEqualTo(401);
        TrustingHttpClient.Answer asked = TrustingHttpClient.get(dialog, basic("marie", ""));
        assertThat(asked.body()).contains("Marie Curie", a.host().text());
        String form = form(asked.body());
        assertThat(accept(form + "x", "marie").status()).isEqualTo(403);
        assertThat(accept(form, "richard").status()).as("another person's form").isEqualTo(403);
        Map<String, String> foreign = basic("marie", "application/x-www-form-urlencoded");
        foreign.put("Sec-Fetch-Site", "cross-site");
        assertThat(TrustingHttpClient.send("POST", b.uri("/ocm-invite"), foreign, form)
                        .status())
                .isEqualTo(403);

        TrustingHttpClient.Answer accepted = accept(form, "marie");
        assertThat(accepted.status()).isEqualTo(200);
        assertThat(accepted.body()).contains("Albert Einstein");
        assertThat(helper(a, "einstein", "GET", "find-accepted-users", "").body())
                .contains("Marie Curie");
    }

    private TrustingHttpClient.Answer accept(String form, String user) throws IOException {
        return TrustingHttpClient.send(
                "POST", b.uri("/ocm-invite"), basic(user, "application/x-www-form-urlencoded"), form);
    }

    private static String form(String page) {
        StringBuilder form = new StringBuilder();
        Matcher input = Pattern.compile("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"")
                .matcher(page);
        while (input.find()) {
            form.append(form.isEmpty() ? "" : "&")
                    .append(input.group(1))
                    .append('=')
                    .append(URLEncoder.encode(input.group(2), StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    @Test
    void pages_show_what_strangers_wrote_as_text() throws IOException {
        String script = URLEncoder.encode("\"><script>alert(1)</script>", StandardCharsets.UTF_8);

        assertThat(TrustingHttpClient.get(a.uri("/wayf?token=" + script), Map.of())
                        .body())
                .doesNotContain("<script>");
        assertThat(TrustingHttpClient.get(
                                b.uri("/ocm-invite?token=" + script + "&providerDomain=" + a.host()),
                                basic("marie", ""))
                        .body())
                .doesNotContain("<script>");
        String token = a.invitations.generate(FakeSite.EINSTEIN.id(), "", "").token();
        assertThat(TrustingHttpClient.get(a.uri("/wayf?token=" + token + "&host=" + script), Map.of())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void links_without_a_good_invitation_are_refused_before_anybody_signs_in() throws IOException {
        String token = a.invitations.generate(FakeSite.EINSTEIN.id(), "", "").token();
        assertThat(TrustingHttpClient.get(a.uri("/wayf"), Map.of()).status()).isEqualTo(400);
        assertThat(TrustingHttpClient.get(a.uri("/wayf?token=a%20b"), Map.of()).status())
                .isEqualTo(400);
        TrustingHttpClient.Answer unknown = TrustingHttpClient.get(a.uri("/wayf?token=nonsense"), Map.of());
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).contains("This invitation is not good any more");
        for (String query : List.of(
                "",
                "?token=" + token,
                "?token=a%20b&providerDomain=" + a.host(),
                "?token=" + token + "&providerDomain=not+a+host")) {
            assertThat(TrustingHttpClient.get(b.uri("/ocm-invite" + query), Map.of())
                            .status())
                    .as(query)
                    .isEqualTo(400);
        }

        assertThat(accept(
                                form(TrustingHttpClient.get(
                                                b.uri("/ocm-invite?token=" + token + "&providerDomain=" + a.host()),
                                                basic("marie", ""))
                                        .body()),
                                "marie")
                        .status())
                .isEqualTo(200);
        assertThat(TrustingHttpClient.get(a.uri("/wayf?token=" + token), Map.of())
                        .status())
                .as("it was accepted")
                .isEqualTo(404);
    }
}
