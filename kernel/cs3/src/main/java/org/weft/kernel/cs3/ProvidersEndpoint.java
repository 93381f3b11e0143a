/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.ocm.provider.v1beta1.GetInfoByDomainRequest;
import com.cs3.ocm.provider.v1beta1.GetInfoByDomainResponse;
import com.cs3.ocm.provider.v1beta1.IsProviderAllowedRequest;
import com.cs3.ocm.provider.v1beta1.IsProviderAllowedResponse;
import com.cs3.ocm.provider.v1beta1.ListAllProvidersRequest;
import com.cs3.ocm.provider.v1beta1.ListAllProvidersResponse;
import com.cs3.ocm.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.ocm.provider.v1beta1.ProviderInfo;
import com.cs3.ocm.provider.v1beta1.Service;
import com.cs3.ocm.provider.v1beta1.ServiceEndpoint;
import com.cs3.ocm.provider.v1beta1.ServiceType;
import java.util.Optional;
import org.weft.kernel.sharing.peer.OcmProvider;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.kernel.sharing.peer.ProviderDiscovery;
import org.weft.spi.WeftException.NotFound;

/** Which other sites are partners. A domain is compared whole. */
final class ProvidersEndpoint {

    private final PeerTrust trust;
    private final ProviderDiscovery finder;

    ProvidersEndpoint(OcmCoreServices federation) {
        this.trust = federation.trust();
        this.finder = federation.finder();
    }

    void register(RpcTable rpcs) {
        rpcs.unary(
                        GatewayAPIGrpc.getIsProviderAllowedMethod(),
                        ProviderAPIGrpc.getIsProviderAllowedMethod(),
                        this::allowed)
                .unary(
                        GatewayAPIGrpc.getGetInfoByDomainMethod(),
                        ProviderAPIGrpc.getGetInfoByDomainMethod(),
                        this::info)
                .unary(
                        GatewayAPIGrpc.getListAllProvidersMethod(),
                        ProviderAPIGrpc.getListAllProvidersMethod(),
                        this::list);
    }

    private IsProviderAllowedResponse allowed(RpcCall call, IsProviderAllowedRequest request) {
        trust.require(PeerHost.parse(request.getProvider().getDomain()));
        return IsProviderAllowedResponse.newBuilder().setStatus(call.ok()).build();
    }

    private GetInfoByDomainResponse info(RpcCall call, GetInfoByDomainRequest request) {
        PeerHost domain = PeerHost.parse(request.getDomain());
        Optional<OcmProvider> known = trust.known(domain);
        if (known.isEmpty() && !trust.isOpen()) {
            throw new NotFound(domain + " is on none of the lists of this site's partners");
        }
        return GetInfoByDomainResponse.newBuilder()
                .setStatus(call.ok())
                .setProviderInfo(message(known.isPresent() ? known.get() : finder.find(domain)))
                .build();
    }

    private ListAllProvidersResponse list(RpcCall call, ListAllProvidersRequest request) {
        ListAllProvidersResponse.Builder answer = ListAllProvidersResponse.newBuilder();
        for (OcmProvider provider : trust.search("")) {
            answer.addProviders(message(provider));
        }
        return answer.setStatus(call.ok()).build();
    }

    private static ProviderInfo message(OcmProvider provider) {
        ProviderInfo.Builder message = ProviderInfo.newBuilder()
                .setName(provider.name())
                .setFullName(provider.fullName())
                .setDescription(provider.description())
                .setOrganization(provider.organization())
                .setDomain(provider.domain().text())
                .setHomepage(provider.homepage())
                .setEmail(provider.email())
                .putAllProperties(provider.properties());
        for (OcmProvider.Service service : provider.services()) {
            Service.Builder each = Service.newBuilder()
                    .setHost(service.host())
                    .setApiVersion(service.apiVersion())
                    .setEndpoint(message(service.endpoint()));
            service.additional().forEach(endpoint -> each.addAdditionalEndpoints(message(endpoint)));
            message.addServices(each);
        }
        return message.build();
    }

    private static ServiceEndpoint message(OcmProvider.Endpoint endpoint) {
        return ServiceEndpoint.newBuilder()
                .setType(ServiceType.newBuilder().setName(endpoint.type()).setDescription(endpoint.typeDescription()))
                .setName(endpoint.name())
                .setPath(endpoint.path())
                .setIsMonitored(endpoint.monitored())
                .putAllProperties(endpoint.properties())
                .build();
    }
}
