/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.identity.user.v1beta1.FindUsersRequest;
import com.cs3.identity.user.v1beta1.GetUserByClaimRequest;
import com.cs3.identity.user.v1beta1.GetUserGroupsRequest;
import com.cs3.identity.user.v1beta1.GetUserRequest;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListContainerResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.ClientAddresses;
import org.weft.kernel.runtime.config.IpRange;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;

/** What an operator sets with {@code max-message} and {@code open-lookups} of {@code [grpc]}. */
@OverWire
class Cs3LimitsTest {

    private static final int MANY = 20_000;
    private static final String INSIDE = "192.0.2.7";
    private static final String OUTSIDE = "198.51.100.7";

    private final FakeSite site;

    Cs3LimitsTest(@TempDir Path data) {
        site = new FakeSite(data);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private static Cs3Limits limits(int message, Predicate<InetAddress> lookups) {
        return new Cs3Limits(100, 2000, message, lookups);
    }

    private ListContainerResponse listed(int message) throws Exception {
        try (ServedSite served = new ServedSite(site, limits(message, address -> false), ClientAddresses.direct())) {
            return Cs3Client.with(served.client().gateway(), site.tokenOf(FakeSite.EINSTEIN))
                    .withMaxInboundMessageSize(message)
                    .listContainer(ListContainerRequest.newBuilder()
                            .setRef(Cs3Client.path("/common/many"))
                            .build());
        }
    }

    @Test
    void an_answer_beyond_the_largest_message_is_refused_in_words_and_taken_where_it_may_be_larger() throws Exception {
        var caller = site.signIn.verify(site.tokenOf(FakeSite.EINSTEIN)).caller();
        RelPath many = RelPath.parse("many");
        site.common.makeFolder(caller, Ref.path(many), MakeSpec.simple());
        for (int i = 0; i < MANY; i++) {
            site.common.makeFolder(
                    caller, Ref.path(many.resolve("a-child-with-a-name-that-takes-its-room-" + i)), MakeSpec.simple());
        }
        ListContainerResponse refused = listed(4 << 20);
        assertThat(refused.getStatus().getCode()).isEqualTo(Code.CODE_RESOURCE_EXHAUSTED);
        assertThat(refused.getStatus().getMessage()).contains("larger than 4194304 bytes", "ListContainerStream");
        assertThat(refused.getInfosCount()).isZero();
        ListContainerResponse taken = listed(10 << 20);
        assertThat(taken.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(taken.getInfosCount()).isEqualTo(MANY);
        assertThat(taken.getSerializedSize()).isGreaterThan(4 << 20);
    }

    /** What is said to who asks without a token. */
    private static Map<String, Object> lookups(GatewayAPIBlockingStub gateway) {
        UserId einstein = UserId.newBuilder()
                .setIdp(FakeSite.EINSTEIN.id().idp())
                .setOpaqueId(FakeSite.EINSTEIN.id().opaque())
                .build();
        Map<String, Object> said = new LinkedHashMap<>();
        said.put(
                "GetUser",
                said(() -> gateway.getUser(
                                GetUserRequest.newBuilder().setUserId(einstein).build())
                        .getStatus()
                        .getCode()));
        said.put(
                "GetUserByClaim",
                said(() -> gateway.getUserByClaim(GetUserByClaimRequest.newBuilder()
                                .setClaim("username")
                                .setValue("einstein")
                                .build())
                        .getStatus()
                        .getCode()));
        said.put(
                "GetUserGroups",
                said(() -> gateway.getUserGroups(GetUserGroupsRequest.newBuilder()
                                .setUserId(einstein)
                                .build())
                        .getStatus()
                        .getCode()));
        said.put(
                "FindUsers",
                said(() -> gateway.findUsers(FindUsersRequest.getDefaultInstance())
                        .getStatus()
                        .getCode()));
        return said;
    }

    private static Object said(Supplier<Code> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }

    private static Map<String, Object> all(Object three) {
        return Map.of(
                "GetUser", three,
                "GetUserByClaim", three,
                "GetUserGroups", three,
                "FindUsers", Status.Code.UNAUTHENTICATED);
    }

    /** What somebody is told who comes, or says to come, from an address. */
    private Map<String, Object> asked(Predicate<InetAddress> open, ClientAddresses clients, String from)
            throws Exception {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER), from);
        try (ServedSite served = new ServedSite(site, limits(4 << 20, open), clients)) {
            return lookups(
                    served.client().gateway().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata)));
        }
    }

    @Test
    void people_are_looked_up_without_a_token_from_the_networks_that_are_named_and_from_no_other() throws Exception {
        Predicate<InetAddress> open = IpRange.parse("192.0.2.0/24")::contains;
        ClientAddresses behindProxy = new ClientAddresses(InetAddress::isLoopbackAddress);
        assertThat(asked(open, behindProxy, INSIDE)).isEqualTo(all(Code.CODE_OK));
        assertThat(asked(open, behindProxy, OUTSIDE)).isEqualTo(all(Status.Code.UNAUTHENTICATED));
        assertThat(asked(address -> false, behindProxy, INSIDE)).isEqualTo(all(Status.Code.UNAUTHENTICATED));
        assertThat(asked(open, ClientAddresses.direct(), INSIDE))
                .as("who only says so")
                .isEqualTo(all(Status.Code.UNAUTHENTICATED));
        assertThat(asked(IpRange.parse("127.0.0.0/8")::contains, ClientAddresses.direct(), OUTSIDE))
                .as("the proxy's own network, of which nobody says that it is one")
                .isEqualTo(all(Code.CODE_OK));
    }
}
