/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.app.provider.v1beta1.OpenInAppRequest;
import com.cs3.app.provider.v1beta1.OpenInAppResponse;
import com.cs3.app.provider.v1beta1.OpenInAppURL;
import com.cs3.app.registry.v1beta1.AddAppProviderRequest;
import com.cs3.app.registry.v1beta1.AddAppProviderResponse;
import com.cs3.app.registry.v1beta1.GetAppProvidersRequest;
import com.cs3.app.registry.v1beta1.GetAppProvidersResponse;
import com.cs3.app.registry.v1beta1.GetDefaultAppProviderForMimeTypeRequest;
import com.cs3.app.registry.v1beta1.GetDefaultAppProviderForMimeTypeResponse;
import com.cs3.app.registry.v1beta1.ListAppProvidersRequest;
import com.cs3.app.registry.v1beta1.ListAppProvidersResponse;
import com.cs3.app.registry.v1beta1.ListSupportedMimeTypesRequest;
import com.cs3.app.registry.v1beta1.ListSupportedMimeTypesResponse;
import com.cs3.app.registry.v1beta1.MimeTypeInfo;
import com.cs3.app.registry.v1beta1.ProviderInfo;
import com.cs3.app.registry.v1beta1.RegistryAPIGrpc;
import com.cs3.app.registry.v1beta1.SetDefaultAppProviderForMimeTypeRequest;
import com.cs3.app.registry.v1beta1.SetDefaultAppProviderForMimeTypeResponse;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.types.v1beta1.Opaque;
import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.apps.AppFileType;
import org.weft.kernel.apps.AppLaunch;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.apps.OfferedApp;
import org.weft.kernel.apps.OpenedApp;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.app.AppAction;
import org.weft.spi.app.AppInfo.FileType;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.ViewMode;

/** Opening files in apps, and which apps there are. The addresses of all are this server's own. */
final class AppsEndpoint {

    private final AppService apps;
    private final Supplier<String> address;

    /**
     * @param address where this server's gRPC port is, as clients write it
     */
    AppsEndpoint(AppService apps, Supplier<String> address) {
        this.apps = apps;
        this.address = address;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getOpenInAppMethod(), this::openByReference)
                .unary(com.cs3.app.provider.v1beta1.ProviderAPIGrpc.getOpenInAppMethod(), this::open)
                .unary(
                        GatewayAPIGrpc.getGetAppProvidersMethod(),
                        RegistryAPIGrpc.getGetAppProvidersMethod(),
                        this::providersOf)
                .unary(GatewayAPIGrpc.getAddAppProviderMethod(), RegistryAPIGrpc.getAddAppProviderMethod(), this::add)
                .unary(
                        GatewayAPIGrpc.getListAppProvidersMethod(),
                        RegistryAPIGrpc.getListAppProvidersMethod(),
                        this::providers)
                .unary(
                        GatewayAPIGrpc.getListSupportedMimeTypesMethod(),
                        RegistryAPIGrpc.getListSupportedMimeTypesMethod(),
                        this::types)
                .unary(
                        GatewayAPIGrpc.getGetDefaultAppProviderForMimeTypeMethod(),
                        RegistryAPIGrpc.getGetDefaultAppProviderForMimeTypeMethod(),
                        this::defaultOf)
                .unary(
                        GatewayAPIGrpc.getSetDefaultAppProviderForMimeTypeMethod(),
                        RegistryAPIGrpc.getSetDefaultAppProviderForMimeTypeMethod(),
                        this::setDefault);
    }

    /** What a server without apps answers: that there are none, for clients ask before anybody signs in. */
    static void registerNone(RpcTable rpcs) {
        rpcs.unary(
                GatewayAPIGrpc.getListSupportedMimeTypesMethod(),
                RegistryAPIGrpc.getListSupportedMimeTypesMethod(),
                (call, request) -> ListSupportedMimeTypesResponse.newBuilder()
                        .setStatus(call.ok())
                        .build());
    }

    private OpenInAppResponse openByReference(RpcCall call, com.cs3.gateway.v1beta1.OpenInAppRequest request) {
        return open(
                call,
                References.target(request.getRef()),
                request.getApp(),
                request.getViewModeValue(),
                request.getOpaque());
    }

    /** The token in the request is not looked at: who calls is known already, and no other may open the file. */
    private OpenInAppResponse open(RpcCall call, OpenInAppRequest request) {
        return open(call, target(request.getResourceInfo()), "", request.getViewModeValue(), request.getOpaque());
    }

    private static Target target(ResourceInfo info) {
        Reference.Builder reference = Reference.newBuilder();
        if (info.hasId()) {
            reference.setResourceId(info.getId());
        } else {
            reference.setPath(info.getPath());
        }
        return References.target(reference.build());
    }

    private OpenInAppResponse open(RpcCall call, Target target, String app, int mode, Opaque opaque) {
        AppLaunch launch = new AppLaunch(app, mode(mode), plain(opaque, "lang"), plain(opaque, "ui_theme"));
        OpenedApp opening = apps.open(call.caller(), call.signedIn().user(), target, launch);
        AppSession session = opening.session();
        return OpenInAppResponse.newBuilder()
                .setStatus(call.ok())
                .setAppUrl(OpenInAppURL.newBuilder()
                        .setAppUrl(session.url().toString())
                        .setMethod(session.method())
                        .putAllFormParameters(session.form())
                        .putAllHeaders(session.headers())
                        .setTarget(target(session.target())))
                .setForcedViewModeReason(opening.reason())
                .build();
    }

    private static com.cs3.app.provider.v1beta1.Target target(AppSession.Target target) {
        return switch (target) {
            case IFRAME -> com.cs3.app.provider.v1beta1.Target.TARGET_IFRAME;
            case BLANK -> com.cs3.app.provider.v1beta1.Target.TARGET_BLANK;
        };
    }

    private static ViewMode mode(int number) {
        ViewMode[] modes = ViewMode.values();
        if (number < 0 || number >= modes.length) {
            throw new InvalidArgument("there is no view mode " + number);
        }
        return modes[number];
    }

    private static Optional<String> plain(Opaque opaque, String key) {
        return Optional.ofNullable(opaque.getMapMap().get(key))
                .map(entry -> entry.getValue().toStringUtf8())
                .filter(value -> !value.isEmpty() && value.length() <= 64);
    }

    private GetAppProvidersResponse providersOf(RpcCall call, GetAppProvidersRequest request) {
        ResourceInfo info = request.getResourceInfo();
        if (info.getMimeType().isEmpty()) {
            throw new InvalidArgument("the resource info must tell the mime type");
        }
        GetAppProvidersResponse.Builder answer =
                GetAppProvidersResponse.newBuilder().setStatus(call.ok());
        apps.registry().of(info.getMimeType()).forEach(app -> answer.addProviders(message(app)));
        return answer.build();
    }

    private AddAppProviderResponse add(RpcCall call, AddAppProviderRequest request) {
        throw new Forbidden("apps are added by the site's configuration");
    }

    private ListAppProvidersResponse providers(RpcCall call, ListAppProvidersRequest request) {
        ListAppProvidersResponse.Builder answer =
                ListAppProvidersResponse.newBuilder().setStatus(call.ok());
        apps.registry().apps().forEach(app -> answer.addProviders(message(app)));
        return answer.build();
    }

    private ListSupportedMimeTypesResponse types(RpcCall call, ListSupportedMimeTypesRequest request) {
        ListSupportedMimeTypesResponse.Builder answer =
                ListSupportedMimeTypesResponse.newBuilder().setStatus(call.ok());
        for (AppFileType type : apps.registry().types()) {
            MimeTypeInfo.Builder info = MimeTypeInfo.newBuilder()
                    .setMimeType(type.rule().mediaType())
                    .setExt(type.rule().extension())
                    .setName(type.rule().name())
                    .setDescription(type.rule().description())
                    .setAllowCreation(type.rule().allowCreation())
                    .setDefaultApplication(type.apps().getFirst().info().name());
            type.rule().icon().ifPresent(icon -> info.setIcon(icon.toString()));
            type.apps().forEach(app -> info.addAppProviders(message(app)));
            answer.addMimeTypes(info);
        }
        return answer.build();
    }

    private GetDefaultAppProviderForMimeTypeResponse defaultOf(
            RpcCall call, GetDefaultAppProviderForMimeTypeRequest request) {
        return GetDefaultAppProviderForMimeTypeResponse.newBuilder()
                .setStatus(call.ok())
                .setProvider(message(apps.registry().defaultOf(request.getMimeType())))
                .build();
    }

    private SetDefaultAppProviderForMimeTypeResponse setDefault(
            RpcCall call, SetDefaultAppProviderForMimeTypeRequest request) {
        apps.registry()
                .setDefault(
                        call.caller(),
                        request.getMimeType(),
                        request.getProvider().getName());
        return SetDefaultAppProviderForMimeTypeResponse.newBuilder()
                .setStatus(call.ok())
                .build();
    }

    private ProviderInfo message(OfferedApp app) {
        boolean edits = app.actions().contains(AppAction.EDIT);
        ProviderInfo.Builder message = ProviderInfo.newBuilder()
                .setAddress(address.get())
                .setCapability(
                        edits ? ProviderInfo.Capability.CAPABILITY_EDITOR : ProviderInfo.Capability.CAPABILITY_VIEWER)
                .setName(app.info().name())
                .setDescription(app.info().description())
                .setDesktopOnly(app.info().isDesktopOnly())
                .setProductName(app.info().product());
        app.info().icon().ifPresent(icon -> message.setIcon(icon.toString()));
        app.info().types().stream()
                .map(FileType::mediaType)
                .filter(type -> !type.isEmpty())
                .distinct()
                .forEach(message::addMimeTypes);
        return message.build();
    }
}
