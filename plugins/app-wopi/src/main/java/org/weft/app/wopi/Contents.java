/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.weft.app.wopi.WopiConfig.Product;
import org.weft.spi.app.Write;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;

/** The content of a file, as a stream both ways. */
final class Contents {

    private static final int BUFFER = 64 * 1024;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** What Collabora understands as: the file was changed elsewhere; ask the user. */
    private static final int CHANGED_ELSEWHERE = 1010;

    private final Call call;

    Contents(Call call) {
        this.call = call;
    }

    /** A time as the applications read it, always of the same length. */
    static String time(Instant time) {
        return TIME.format(time);
    }

    void get() throws IOException {
        try (Content content = call.access().open()) {
            long most = mostExpected();
            if (content.length() > most) {
                throw new Refusal(412, "the file has " + content.length() + " bytes, more than the request takes");
            }
            call.versionHeader(content.node());
            call.exchange().setHeader("Content-Type", "application/octet-stream");
            try (OutputStream out = call.begin(200, content.length())) {
                if (!call.exchange().method().equals("HEAD")) {
                    pour(content, out);
                }
            }
        }
    }

    private long mostExpected() {
        Optional<String> most = call.header("X-WOPI-MaxExpectedSize");
        try {
            return most.isEmpty() ? Long.MAX_VALUE : Long.parseLong(most.get());
        } catch (NumberFormatException odd) {
            throw new Refusal(400, "X-WOPI-MaxExpectedSize is a number of bytes");
        }
    }

    private static void pour(Content content, OutputStream out) throws IOException {
        switch (content) {
            case Content.OfStream stream -> stream.stream().transferTo(out);
            case Content.OfFile file -> pour(file.channel(), file.offset(), file.length(), out);
        }
    }

    private static void pour(FileChannel channel, long offset, long length, OutputStream out) throws IOException {
        byte[] bytes = new byte[(int) Math.min(BUFFER, Math.max(1, length))];
        long at = offset;
        long end = offset + length;
        while (at < end) {
            int read = channel.read(ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, end - at)), at);
            if (read < 0) {
                throw new IOException("the file ended before its length");
            }
            out.write(bytes, 0, read);
            at += read;
        }
    }

    void put() throws IOException {
        String override = call.header("X-WOPI-Override")
                .orElseThrow(() -> new Refusal(400, "the request does not say what it is in X-WOPI-Override"));
        if (!override.equals("PUT")) {
            throw new Refusal(501, "this host does not do '" + FileOverrides.shown(override) + "' here");
        }
        call.requireWriting();
        Optional<String> lock = call.lock();
        Optional<Lock> current = call.access().currentLock();
        if (current.isEmpty()) {
            putUnlocked(lock);
        } else if (lock.isEmpty() || !call.names(lock.get(), current.get())) {
            call.conflict();
        } else if (isUnchangedElsewhere()) {
            write(sized(Write.plain()).lock(current.get().id()));
        }
    }

    /** Only an empty file is written without a lock: that is how an application fills a new one. */
    private void putUnlocked(Optional<String> lock) throws IOException {
        Node node = call.access().stat();
        boolean lockless = call.config().lockless() && lock.isEmpty();
        if (node.size() == 0) {
            write(sized(Write.plain()).when(Precondition.etag(node.etag())));
        } else if (lockless && isUnchangedElsewhere()) {
            write(sized(Write.plain()));
        } else if (!call.isAnswered()) {
            call.conflict();
        }
    }

    private Write sized(Write write) {
        long length = call.exchange().contentLength();
        return length < 0 ? write : write.length(length);
    }

    /** Collabora tells which version it changed; if the file is another by now, it must ask its user first. */
    private boolean isUnchangedElsewhere() throws IOException {
        Optional<String> stamp = call.header("X-COOL-WOPI-Timestamp").or(() -> call.header("X-LOOL-WOPI-Timestamp"));
        if (stamp.isEmpty() || stamp.get().equals(time(call.access().stat().mtime()))) {
            return true;
        }
        JsonObject answer = new JsonObject();
        answer.addProperty("COOLStatusCode", CHANGED_ELSEWHERE);
        answer.addProperty("LOOLStatusCode", CHANGED_ELSEWHERE);
        call.lockHeader(call.access().currentLock());
        call.json(409, answer);
        return false;
    }

    private void write(Write write) throws IOException {
        Node written = call.access().put(call.exchange().body(), write);
        call.versionHeader(written);
        if (call.config().product() == Product.COLLABORA) {
            JsonObject answer = new JsonObject();
            answer.addProperty("LastModifiedTime", time(written.mtime()));
            call.json(200, answer);
        } else {
            call.empty(200);
        }
    }
}
