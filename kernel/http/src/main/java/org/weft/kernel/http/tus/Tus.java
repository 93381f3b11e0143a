/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http.tus;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.kernel.storage.upload.TransferOrder;
import org.weft.kernel.storage.upload.UploadPart;
import org.weft.kernel.storage.upload.UploadProgress;
import org.weft.kernel.storage.upload.UploadSender;
import org.weft.kernel.storage.upload.UploadTooLarge;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.storage.Checksum;

/**
 * The resumable upload protocol TUS 1.0.0 with creation, creation-with-upload, checksum, expiration and termination.
 * What an upload is to become is the caller's to know; see {@link TransferOrder.Upload}. Thread-safe.
 */
public final class Tus {

    /** The version of the protocol. */
    public static final String VERSION = "1.0.0";

    /** What is spoken beyond the core. */
    public static final String EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination";

    /** Digests of parts. */
    public static final String ALGORITHMS = "sha1,md5,sha256";

    private static final String OFFSET_TYPE = "application/offset+octet-stream";
    private static final int CHECKSUM_MISMATCH = 460;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ResumableUploads uploads;

    public Tus(ResumableUploads uploads) {
        this.uploads = uploads;
    }

    /** Tells what is spoken here: the answer to OPTIONS. */
    public static void options(HttpExchange exchange) {
        exchange.status(204);
        announce(exchange);
    }

    /** Adds to an answer what is spoken here. */
    public static void announce(HttpExchange exchange) {
        exchange.header("Tus-Resumable", VERSION)
                .header("Tus-Version", VERSION)
                .header("Tus-Extension", EXTENSIONS)
                .header("Tus-Checksum-Algorithm", ALGORITHMS);
    }

    /**
     * Answers HEAD, PATCH and DELETE on an upload.
     *
     * @param method the method that is meant; see {@link #method}
     * @return the file, when this request completed it
     */
    public Optional<WriteResult> handle(
            HttpExchange exchange, String method, TransferOrder.Upload order, UploadSender sender) {
        requireVersion(exchange);
        switch (method) {
            case "HEAD" -> {
                return head(exchange, order, sender.caller()).written();
            }
            case "PATCH" -> {
                return patch(exchange, order, sender).written();
            }
            case "DELETE" -> {
                uploads.abort(order, sender.caller());
                exchange.status(204);
                return Optional.empty();
            }
            default -> {
                exchange.header("Allow", "OPTIONS, HEAD, PATCH, DELETE");
                throw new HttpFailure(405, "an upload takes HEAD, PATCH and DELETE");
            }
        }
    }

    /** The method that is meant: a POST may name another in {@code X-HTTP-Method-Override}. */
    public static String method(HttpExchange exchange) {
        String method = exchange.method();
        return method.equals("POST")
                ? exchange.header("X-HTTP-Method-Override").map(String::strip).orElse(method)
                : method;
    }

    private static void requireVersion(HttpExchange exchange) {
        exchange.header("Tus-Resumable", VERSION);
        Optional<String> version = exchange.header("Tus-Resumable");
        if (!version.map(String::strip).orElse("").equals(VERSION)) {
            exchange.header("Tus-Version", VERSION);
            throw new HttpFailure(412, "send 'Tus-Resumable: " + VERSION + "', the version that is spoken here");
        }
    }

    private UploadProgress head(HttpExchange exchange, TransferOrder.Upload order, Caller caller) {
        UploadProgress progress = uploads.progress(order, caller);
        exchange.status(200).header("Cache-Control", "no-store");
        tell(exchange, progress);
        if (progress.length().isPresent()) {
            exchange.header("Upload-Length", Long.toString(progress.length().getAsLong()));
        }
        return progress;
    }

    private static void tell(HttpExchange exchange, UploadProgress progress) {
        exchange.header("Upload-Offset", Long.toString(progress.offset()))
                .header("Upload-Expires", DATE.format(progress.expires()));
        progress.written().ifPresent(result -> stored(exchange, result.resource()));
    }

    /** Tells a client what the file is now. */
    public static void stored(HttpExchange exchange, Resource resource) {
        String etag = '"' + resource.node().etag() + '"';
        exchange.header("ETag", etag)
                .header("OC-ETag", etag)
                .header("OC-FileId", resource.id().toString());
    }

    private UploadProgress patch(HttpExchange exchange, TransferOrder.Upload order, UploadSender sender) {
        if (!exchange.header("Content-Type").orElse("").strip().equalsIgnoreCase(OFFSET_TYPE)) {
            throw new HttpFailure(415, "a part has the Content-Type " + OFFSET_TYPE);
        }
        OptionalLong offset = number(exchange, "Upload-Offset");
        if (offset.isEmpty()) {
            throw new HttpFailure(400, "say in Upload-Offset where the part begins");
        }
        UploadPart part = part(exchange, offset.getAsLong(), exchange.contentLength());
        exchange.status(204);
        UploadProgress progress = append(order, sender, part);
        tell(exchange, progress);
        return progress;
    }

    private static UploadPart part(HttpExchange exchange, long offset, OptionalLong length) {
        return new UploadPart(offset, length, number(exchange, "Upload-Length"), checksum(exchange), exchange.body());
    }

    private UploadProgress append(TransferOrder.Upload order, UploadSender sender, UploadPart part) {
        try {
            return uploads.append(order, sender, part);
        } catch (UploadTooLarge tooLong) {
            throw new HttpFailure(413, tooLong.text());
        } catch (ChecksumMismatch mismatch) {
            throw new HttpFailure(CHECKSUM_MISMATCH, mismatch.text());
        }
    }

    /**
     * The length that a creation names.
     *
     * @throws HttpFailure when it is missing or malformed
     */
    public static long length(HttpExchange exchange) {
        requireVersion(exchange);
        OptionalLong length = number(exchange, "Upload-Length");
        if (length.isEmpty()) {
            throw new HttpFailure(400, "say in Upload-Length how long the file is");
        }
        return length.getAsLong();
    }

    /**
     * Answers a creation, and takes its body as the first part when it has one.
     *
     * @param location the upload's URL
     * @return the file, when all of it came
     */
    public Optional<WriteResult> created(
            HttpExchange exchange, TransferOrder.Upload order, UploadSender sender, String location) {
        boolean first = exchange.hasBody()
                && exchange.header("Content-Type").orElse("").strip().equalsIgnoreCase(OFFSET_TYPE);
        if (first) {
            return created(exchange, location, append(order, sender, part(exchange, 0, exchange.contentLength())));
        } else if (order.length().orElse(-1) == 0) {
            UploadPart empty = new UploadPart(
                    0, OptionalLong.of(0), OptionalLong.empty(), Optional.empty(), InputStream.nullInputStream());
            return created(exchange, location, append(order, sender, empty));
        }
        uploads.reserve(order, sender.caller());
        exchange.status(201)
                .header("Location", location)
                .header(
                        "Upload-Expires",
                        DATE.format(uploads.progress(order, sender.caller()).expires()));
        return Optional.empty();
    }

    private static Optional<WriteResult> created(HttpExchange exchange, String location, UploadProgress progress) {
        exchange.status(201).header("Location", location);
        return taken(exchange, progress);
    }

    private static Optional<WriteResult> taken(HttpExchange exchange, UploadProgress progress) {
        tell(exchange, progress);
        return progress.written();
    }

    /** The key-value pairs of {@code Upload-Metadata}. */
    public static Map<String, String> metadata(HttpExchange exchange) {
        Map<String, String> metadata = new HashMap<>();
        for (String pair : exchange.header("Upload-Metadata").orElse("").split(",", -1)) {
            String stripped = pair.strip();
            if (stripped.isEmpty()) {
                continue;
            }
            int space = stripped.indexOf(' ');
            String key = space < 0 ? stripped : stripped.substring(0, space);
            String value = space < 0 ? "" : new String(base64(stripped.substring(space + 1)), StandardCharsets.UTF_8);
            metadata.put(key, value);
        }
        return metadata;
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException malformed) {
            throw new HttpFailure(400, "a value that should be base64 is not");
        }
    }

    private static Optional<Checksum> checksum(HttpExchange exchange) {
        Optional<String> header = exchange.header("Upload-Checksum");
        if (header.isEmpty()) {
            return Optional.empty();
        }
        String text = header.get().strip();
        int space = text.indexOf(' ');
        Optional<Checksum.Algorithm> algorithm = Checksum.Algorithm.named(space < 0 ? text : text.substring(0, space))
                .filter(known -> known != Checksum.Algorithm.ADLER32);
        if (space < 0 || algorithm.isEmpty()) {
            throw new HttpFailure(
                    400, "Upload-Checksum is one of " + ALGORITHMS + ", a space and the digest in base64");
        }
        return Optional.of(new Checksum(algorithm.get(), HexFormat.of().formatHex(base64(text.substring(space + 1)))));
    }

    private static OptionalLong number(HttpExchange exchange, String header) {
        Optional<String> text = exchange.header(header).map(String::strip);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= 0) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException malformed) {
            throw new HttpFailure(400, header + " is a number of bytes");
        }
        throw new HttpFailure(400, header + " is a number of bytes");
    }
}
