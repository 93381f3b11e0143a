/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import io.grpc.ServiceDescriptor;
import java.util.List;

/** All services of the CS3 APIs. Each is served: what is not built answers so in its status. */
final class ServiceDescriptors {

    private static final List<ServiceDescriptor> ALL = List.of(
            com.cs3.admin.group.v1beta1.GroupAPIGrpc.getServiceDescriptor(),
            com.cs3.admin.user.v1beta1.UserAPIGrpc.getServiceDescriptor(),
            com.cs3.app.provider.v1beta1.ProviderAPIGrpc.getServiceDescriptor(),
            com.cs3.app.registry.v1beta1.RegistryAPIGrpc.getServiceDescriptor(),
            com.cs3.auth.applications.v1beta1.ApplicationsAPIGrpc.getServiceDescriptor(),
            com.cs3.auth.provider.v1beta1.ProviderAPIGrpc.getServiceDescriptor(),
            com.cs3.auth.registry.v1beta1.RegistryAPIGrpc.getServiceDescriptor(),
            com.cs3.gateway.v1beta1.GatewayAPIGrpc.getServiceDescriptor(),
            com.cs3.identity.group.v1beta1.GroupAPIGrpc.getServiceDescriptor(),
            com.cs3.identity.tenant.v1beta1.TenantAPIGrpc.getServiceDescriptor(),
            com.cs3.identity.user.v1beta1.UserAPIGrpc.getServiceDescriptor(),
            com.cs3.labels.v1beta1.LabelsAPIGrpc.getServiceDescriptor(),
            com.cs3.ocm.core.v1beta1.OcmCoreAPIGrpc.getServiceDescriptor(),
            com.cs3.ocm.incoming.v1beta1.OcmIncomingAPIGrpc.getServiceDescriptor(),
            com.cs3.ocm.invite.v1beta1.InviteAPIGrpc.getServiceDescriptor(),
            com.cs3.ocm.provider.v1beta1.ProviderAPIGrpc.getServiceDescriptor(),
            com.cs3.permissions.v1beta1.PermissionsAPIGrpc.getServiceDescriptor(),
            com.cs3.preferences.v1beta1.PreferencesAPIGrpc.getServiceDescriptor(),
            com.cs3.sharing.collaboration.v1beta1.CollaborationAPIGrpc.getServiceDescriptor(),
            com.cs3.sharing.link.v1beta1.LinkAPIGrpc.getServiceDescriptor(),
            com.cs3.sharing.ocm.v1beta1.OcmAPIGrpc.getServiceDescriptor(),
            com.cs3.storage.provider.v1beta1.ProviderAPIGrpc.getServiceDescriptor(),
            com.cs3.storage.provider.v1beta1.SpacesAPIGrpc.getServiceDescriptor(),
            com.cs3.storage.registry.v1beta1.RegistryAPIGrpc.getServiceDescriptor(),
            com.cs3.tx.v1beta1.TxAPIGrpc.getServiceDescriptor());

    private ServiceDescriptors() {}

    static List<ServiceDescriptor> all() {
        return ALL;
    }
}
