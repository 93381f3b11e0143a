/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.SetArbitraryMetadataRequest;
import com.cs3.storage.provider.v1beta1.SetArbitraryMetadataResponse;
import com.cs3.storage.provider.v1beta1.UnsetArbitraryMetadataRequest;
import com.cs3.storage.provider.v1beta1.UnsetArbitraryMetadataResponse;
import com.cs3.types.v1beta1.Opaque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.weft.kernel.storage.metadata.DeadProperties;
import org.weft.kernel.storage.metadata.Labels;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PropertyName;

/** Free metadata, which are WebDAV's dead properties. One of the keys is the label of favourites. */
final class MetadataEndpoint {

    private final DeadProperties properties;
    private final Labels labels;

    MetadataEndpoint(DeadProperties properties, Labels labels) {
        this.properties = properties;
        this.labels = labels;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(
                        GatewayAPIGrpc.getSetArbitraryMetadataMethod(),
                        ProviderAPIGrpc.getSetArbitraryMetadataMethod(),
                        this::set)
                .unary(
                        GatewayAPIGrpc.getUnsetArbitraryMetadataMethod(),
                        ProviderAPIGrpc.getUnsetArbitraryMetadataMethod(),
                        this::unset);
    }

    private SetArbitraryMetadataResponse set(RpcCall call, SetArbitraryMetadataRequest request) {
        Target target = References.target(request.getRef());
        Map<String, String> wanted =
                new HashMap<>(request.getArbitraryMetadata().getMetadataMap());
        if (wanted.isEmpty()) {
            throw new InvalidArgument("there is no metadata to set");
        }
        String favorite = wanted.remove(MetadataKeys.FAVORITE_KEY);
        Map<PropertyName, String> values = new HashMap<>();
        wanted.forEach((key, value) -> values.put(MetadataKeys.name(key), MetadataKeys.fragment(value)));
        if (!values.isEmpty()) {
            properties.change(call.caller(), target, values, Set.of(), shown(request.getLockId(), request.getOpaque()));
        }
        if (favorite != null) {
            boolean on = !favorite.isEmpty() && !favorite.equals("0") && !favorite.equals("false");
            labels.set(call.caller(), target, MetadataKeys.FAVORITE, on);
        }
        return SetArbitraryMetadataResponse.newBuilder().setStatus(call.ok()).build();
    }

    private UnsetArbitraryMetadataResponse unset(RpcCall call, UnsetArbitraryMetadataRequest request) {
        Target target = References.target(request.getRef());
        Set<String> keys = new HashSet<>(request.getArbitraryMetadataKeysList());
        if (keys.isEmpty()) {
            throw new InvalidArgument("name the keys of the metadata to unset");
        }
        boolean favorite = keys.remove(MetadataKeys.FAVORITE_KEY);
        Set<PropertyName> names = new HashSet<>();
        keys.forEach(key -> names.add(MetadataKeys.name(key)));
        if (!names.isEmpty()) {
            properties.change(call.caller(), target, Map.of(), names, shown(request.getLockId(), request.getOpaque()));
        }
        if (favorite) {
            labels.set(call.caller(), target, MetadataKeys.FAVORITE, false);
        }
        return UnsetArbitraryMetadataResponse.newBuilder().setStatus(call.ok()).build();
    }

    private static WriteConditions shown(String lockId, Opaque opaque) {
        return RequestConditions.of(Precondition.none(), lockId, opaque);
    }
}
