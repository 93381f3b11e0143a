/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.FileDownloadProtocol;
import com.cs3.gateway.v1beta1.FileUploadProtocol;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadResponse;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadResponse;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceChecksumPriority;
import com.cs3.storage.provider.v1beta1.ResourceChecksumType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.locks.LockService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.storage.upload.TransferOrder;
import org.weft.kernel.storage.upload.TransferOrderTokens;
import org.weft.kernel.storage.upload.TransferUser;
import org.weft.kernel.storage.versions.VersionService;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Right;

/** Agrees on the transfer of a file's bytes, which then pass over HTTP under a transfer token. */
final class TransfersEndpoint {

    private static final String SIMPLE = "simple";
    private static final String TUS = "tus";
    private static final String SPACES = "spaces";

    private static final List<ResourceChecksumPriority> CHECKSUMS = List.of(
            checksum(ResourceChecksumType.RESOURCE_CHECKSUM_TYPE_SHA1, 100),
            checksum(ResourceChecksumType.RESOURCE_CHECKSUM_TYPE_ADLER32, 200),
            checksum(ResourceChecksumType.RESOURCE_CHECKSUM_TYPE_MD5, 300),
            checksum(ResourceChecksumType.RESOURCE_CHECKSUM_TYPE_UNSET, 1000));

    private static final StatSpec WITH_LOCKS = new StatSpec(true, false, false, Set.of());

    private final FileService files;
    private final VersionService versions;
    private final TransferOrderTokens orders;
    private final Supplier<String> site;

    /**
     * @param site the URL of the HTTP port as clients know it, without a slash at the end
     */
    TransfersEndpoint(FileService files, VersionService versions, TransferOrderTokens orders, Supplier<String> site) {
        this.files = files;
        this.versions = versions;
        this.orders = orders;
        this.site = site;
    }

    private static ResourceChecksumPriority checksum(ResourceChecksumType type, int priority) {
        return ResourceChecksumPriority.newBuilder()
                .setType(type)
                .setPriority(priority)
                .build();
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getInitiateFileUploadMethod(), this::upload)
                .unary(ProviderAPIGrpc.getInitiateFileUploadMethod(), this::uploadBehind)
                .unary(GatewayAPIGrpc.getInitiateFileDownloadMethod(), this::download)
                .unary(ProviderAPIGrpc.getInitiateFileDownloadMethod(), this::downloadBehind);
    }

    private com.cs3.gateway.v1beta1.InitiateFileUploadResponse upload(RpcCall call, InitiateFileUploadRequest request) {
        String token = orders.token(order(call, request));
        com.cs3.gateway.v1beta1.InitiateFileUploadResponse.Builder answer =
                com.cs3.gateway.v1beta1.InitiateFileUploadResponse.newBuilder().setStatus(call.ok());
        for (String protocol : List.of(SIMPLE, TUS)) {
            answer.addProtocols(FileUploadProtocol.newBuilder()
                    .setProtocol(protocol)
                    .setUploadEndpoint(site.get() + "/datagateway")
                    .addAllAvailableChecksums(CHECKSUMS)
                    .setToken(token));
        }
        return answer.build();
    }

    /** For a gateway in front of us, which knows no token of ours: the token is part of the URL. */
    private InitiateFileUploadResponse uploadBehind(RpcCall call, InitiateFileUploadRequest request) {
        String token = orders.token(order(call, request));
        InitiateFileUploadResponse.Builder answer =
                InitiateFileUploadResponse.newBuilder().setStatus(call.ok());
        for (String protocol : List.of(SIMPLE, TUS)) {
            answer.addProtocols(com.cs3.storage.provider.v1beta1.FileUploadProtocol.newBuilder()
                    .setProtocol(protocol)
                    .setUploadEndpoint(site.get() + "/data/" + protocol + "/" + token)
                    .addAllAvailableChecksums(CHECKSUMS)
                    .setExpose(true));
        }
        return answer.build();
    }

    private TransferOrder.Upload order(RpcCall call, InitiateFileUploadRequest request) {
        Caller caller = call.caller();
        Target target = References.target(request.getRef());
        Precondition precondition = RequestConditions.precondition(request);
        WriteConditions conditions = RequestConditions.of(precondition, request.getLockId(), request.getOpaque());
        OptionalLong length = RequestConditions.plain(request.getOpaque(), "Upload-Length")
                .map(TransfersEndpoint::length)
                .orElse(OptionalLong.empty());
        Optional<Instant> mtime =
                RequestConditions.plain(request.getOpaque(), "X-OC-Mtime").flatMap(TransfersEndpoint::mtime);
        List<Checksum> declared = RequestConditions.plain(request.getOpaque(), "Upload-Checksum").stream()
                .flatMap(text -> checksum(text).stream())
                .toList();
        requirePossible(caller, target, conditions);
        return new TransferOrder.Upload(
                TransferOrderTokens.newId(),
                principal(call),
                target,
                length,
                mtime,
                declared,
                precondition,
                conditions.lockTokens());
    }

    /** Refuses now what would be refused after the bytes were sent; the commit judges again. */
    private void requirePossible(Caller caller, Target target, WriteConditions conditions) {
        Resource present = present(caller, target);
        if (present == null) {
            conditions.precondition().check(null);
            requireParent(caller, target, conditions);
            return;
        }
        if (!present.rights().has(Right.UPLOAD)) {
            throw new Forbidden("you may not write here");
        }
        if (present.isFolder()) {
            throw new Conflict("a folder is in the place of the file");
        }
        LockService.requireShown(caller, present, conditions.lockTokens());
        conditions.precondition().check(present.node());
    }

    private @Nullable Resource present(Caller caller, Target target) {
        try {
            return files.stat(caller, target, WITH_LOCKS);
        } catch (NotFound absent) {
            return null;
        }
    }

    private void requireParent(Caller caller, Target target, WriteConditions conditions) {
        Optional<Target> parent = target.parent();
        if (parent.isEmpty()) {
            throw new NotFound("there is no file with this id, or you may not see it");
        }
        try {
            Resource folder = files.stat(caller, parent.get(), WITH_LOCKS);
            if (!folder.isFolder()) {
                throw new Conflict("a file is no folder to upload into");
            }
            if (!folder.rights().has(Right.UPLOAD)) {
                throw new Forbidden("you may not write here");
            }
            LockService.requireShown(caller, folder, conditions.lockTokens());
        } catch (NotFound absent) {
            throw NotFound.parent("the folder to upload into does not exist");
        }
    }

    private static OptionalLong length(String text) {
        if (text.isBlank()) {
            return OptionalLong.empty();
        }
        try {
            long length = Long.parseLong(text.strip());
            if (length >= 0) {
                return OptionalLong.of(length);
            }
        } catch (NumberFormatException malformed) {
            throw new InvalidArgument("Upload-Length is a number of bytes");
        }
        throw new InvalidArgument("Upload-Length is a number of bytes");
    }

    /** Seconds since 1970; Go clients append a fraction. */
    private static Optional<Instant> mtime(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            int dot = text.indexOf('.');
            return Optional.of(
                    Instant.ofEpochSecond(Long.parseLong((dot < 0 ? text : text.substring(0, dot)).strip())));
        } catch (NumberFormatException | DateTimeException malformed) {
            throw new InvalidArgument("X-OC-Mtime is a number of seconds since 1970");
        }
    }

    private static Optional<Checksum> checksum(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        List<String> words = List.of(text.strip().split("[ :]+", -1));
        if (words.getFirst().equalsIgnoreCase("unset")) {
            return Optional.empty();
        }
        Optional<Checksum.Algorithm> algorithm = Checksum.Algorithm.named(words.getFirst());
        if (words.size() != 2 || algorithm.isEmpty() || !isHex(words.get(1))) {
            throw new InvalidArgument(
                    "Upload-Checksum is sha1, md5, adler32 or sha256, a space and the digest in hexadecimal");
        }
        return Optional.of(new Checksum(algorithm.get(), words.get(1)));
    }

    private static boolean isHex(String text) {
        return !text.isEmpty() && text.length() <= 128 && text.chars().allMatch(HexFormat::isHexDigit);
    }

    private com.cs3.gateway.v1beta1.InitiateFileDownloadResponse download(
            RpcCall call, InitiateFileDownloadRequest request) {
        String token = orders.token(order(call, request));
        com.cs3.gateway.v1beta1.InitiateFileDownloadResponse.Builder answer =
                com.cs3.gateway.v1beta1.InitiateFileDownloadResponse.newBuilder()
                        .setStatus(call.ok());
        for (String protocol : protocols(request.getRef())) {
            answer.addProtocols(FileDownloadProtocol.newBuilder()
                    .setProtocol(protocol)
                    .setDownloadEndpoint(site.get() + "/datagateway")
                    .setToken(token));
        }
        return answer.build();
    }

    private InitiateFileDownloadResponse downloadBehind(RpcCall call, InitiateFileDownloadRequest request) {
        String token = orders.token(order(call, request));
        InitiateFileDownloadResponse.Builder answer =
                InitiateFileDownloadResponse.newBuilder().setStatus(call.ok());
        for (String protocol : protocols(request.getRef())) {
            answer.addProtocols(com.cs3.storage.provider.v1beta1.FileDownloadProtocol.newBuilder()
                    .setProtocol(protocol)
                    .setDownloadEndpoint(site.get() + "/data/" + protocol + "/" + token)
                    .setExpose(true));
        }
        return answer.build();
    }

    /** Clients of Reva look for {@code spaces} when they asked by an id and a path from there. */
    private static List<String> protocols(Reference reference) {
        return References.isRelative(reference) ? List.of(SPACES, SIMPLE) : List.of(SIMPLE);
    }

    private TransferOrder.Download order(RpcCall call, InitiateFileDownloadRequest request) {
        Caller caller = call.caller();
        Target target = References.target(request.getRef());
        Optional<String> version =
                RequestConditions.plain(request.getOpaque(), "version_key").filter(key -> !key.isEmpty());
        if (version.isPresent()) {
            requireVersion(caller, target, version.get());
            return new TransferOrder.Download(principal(call), target, version);
        }
        Resource resource = files.stat(caller, target, StatSpec.node());
        if (!resource.rights().has(Right.DOWNLOAD)) {
            throw new Forbidden("you may not download this file");
        }
        if (resource.isFolder()) {
            throw new Conflict("a folder has no content to download");
        }
        return new TransferOrder.Download(principal(call), target, Optional.empty());
    }

    private static TransferUser principal(RpcCall call) {
        return TransferUser.of(call.caller(), call.signedIn().credential());
    }

    /** Refuses now what the transfer would refuse. */
    private void requireVersion(Caller caller, Target target, String key) {
        boolean[] found = new boolean[1];
        Resource file = versions.list(caller, target, version -> {
            found[0] = version.key().equals(key);
            return !found[0];
        });
        if (!file.rights().has(Right.DOWNLOAD)) {
            throw new Forbidden("you may not download this file");
        }
        if (!found[0]) {
            throw new NotFound("the file has no version '" + key + "'");
        }
    }
}
