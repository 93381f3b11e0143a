/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.upload.ChunkedUploads;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.RelPath;

/**
 * The older way of chunks: with {@code OC-Chunked}, a PUT to {@code NAME-chunking-UPLOAD-COUNT-INDEX} brings one chunk of
 * {@code NAME}, and the one that comes last completes the file.
 */
final class ChunkedPut {

    private static final Pattern NAME =
            Pattern.compile("(.+)-chunking-([A-Za-z0-9]{1,64})-([0-9]{1,6})-([0-9]{1,6})", Pattern.DOTALL);

    private final ChunkedUploads transfers;

    ChunkedPut(ChunkedUploads transfers) {
        this.transfers = transfers;
    }

    static boolean isMeant(HttpExchange exchange) {
        return exchange.header("OC-Chunked").isPresent();
    }

    void put(DavRequest dav) throws IOException {
        HttpExchange exchange = dav.exchange();
        Matcher name = NAME.matcher(dav.address().name());
        if (dav.address().isTop() || dav.address().slash() || !name.matches()) {
            throw new InvalidArgument("a chunk is put to NAME-chunking-UPLOAD-COUNT-INDEX");
        }
        RelPath below = dav.address().below().parent().resolve(name.group(1));
        Target target = dav.address().top().resolve(below);
        PutRequest request = new PutRequest(
                OptionalLong.empty(),
                DavHeaders.mtime(exchange),
                ChecksumHeaders.declared(exchange),
                OnConflict.REPLACE,
                Optional.empty(),
                dav.change());
        int count = Integer.parseInt(name.group(3));
        OptionalLong length = exchange.hasBody() ? exchange.contentLength() : OptionalLong.of(0);
        try (InputStream body = exchange.body()) {
            Optional<WriteResult> written = transfers.put(
                    dav.caller(),
                    upload(target, name.group(2), count),
                    count,
                    new ChunkedUploads.Arriving(
                            Integer.parseInt(name.group(4)), name.group(4), length, Optional.empty(), body),
                    target,
                    request);
            if (written.isPresent()) {
                FileMethods.stored(exchange, written.get(), request.mtime());
            } else {
                exchange.status(201);
            }
        } catch (Conflict missing) {
            throw new InvalidArgument("the chunks of this upload are no row; begin a new one");
        }
    }

    /** A name for the upload that no other file's has. */
    private static String upload(Target target, String id, int count) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((id + '/' + count + '/' + target).getBytes(StandardCharsets.UTF_8));
            return "chunking-" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
