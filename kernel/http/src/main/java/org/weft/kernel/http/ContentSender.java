/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.ReadSpec.Span;

/**
 * Sends the content of files. A local file is read by position into a pooled direct buffer no larger than the part, and
 * written from there: no copy on the heap.
 */
public final class ContentSender {

    private static final int CHUNK = 256 * 1024;
    private static final HttpField RANGES = new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");

    private ContentSender() {}

    private static void validators(HttpExchange exchange, Resource resource) {
        exchange.header("ETag", '"' + resource.node().etag() + '"');
        exchange.header("Last-Modified", HttpDate.format(resource.node().mtime()));
        exchange.header(RANGES);
    }

    /**
     * Sends an opened file, or the parts of it that were asked for, with ETag, Last-Modified and Accept-Ranges; the
     * media type is the caller's to set before.
     */
    public static void content(HttpExchange exchange, OpenFile opened, ConditionalRead reading) throws IOException {
        validators(exchange, opened.resource());
        List<Span> spans = reading.spans();
        Source source = new Source(exchange, opened.content());
        long size = opened.resource().node().size();
        if (spans.isEmpty()) {
            whole(exchange, source, opened.content());
        } else if (spans.size() == 1) {
            Span span = spans.getFirst();
            exchange.status(206).header("Content-Range", contentRange(span, size));
            exchange.contentLength(span.length());
            source.send(span, true);
        } else {
            parts(exchange, source, spans, size);
        }
    }

    /** Answers HEAD: the headers that {@link #content} would send, without opening the file. */
    public static void head(HttpExchange exchange, Resource resource, ConditionalRead reading) {
        reading.judge(resource);
        validators(exchange, resource);
        exchange.contentLength(resource.node().size());
    }

    private static void whole(HttpExchange exchange, Source source, Content content) throws IOException {
        exchange.contentLength(content.length());
        if (content.length() > 0) {
            source.send(new Span(content.offset(), content.length()), true);
        }
    }

    private static String contentRange(Span span, long size) {
        return "bytes " + span.offset() + '-' + (span.offset() + span.length() - 1) + '/' + size;
    }

    private static void parts(HttpExchange exchange, Source source, List<Span> spans, long size) throws IOException {
        HttpField type = exchange.remembered(HttpHeader.CONTENT_TYPE);
        String boundary =
                "weft" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        List<byte[]> heads = spans.stream()
                .map(span -> ("\r\n--" + boundary + "\r\nContent-Type: " + type.getValue() + "\r\nContent-Range: "
                                + contentRange(span, size) + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8))
                .toList();
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        long length = tail.length;
        for (int i = 0; i < heads.size(); i++) {
            length += heads.get(i).length + spans.get(i).length();
        }
        exchange.status(206).header("Content-Type", "multipart/byteranges; boundary=" + boundary);
        exchange.contentLength(length);
        for (int i = 0; i < heads.size(); i++) {
            exchange.theOutput().write(heads.get(i));
            exchange.theOutput().flush();
            source.send(spans.get(i), false);
        }
        exchange.theOutput().write(tail);
    }

    /** Where the bytes come from; parts are taken in ascending order. */
    private static final class Source {
        private final HttpExchange exchange;
        private final Content content;
        private long position;

        Source(HttpExchange exchange, Content content) {
            this.exchange = exchange;
            this.content = content;
            this.position = content.offset();
        }

        void send(Span span, boolean last) throws IOException {
            int size = (int) Math.min(span.length(), CHUNK);
            RetainableByteBuffer.Mutable pooled = exchange.request()
                    .getComponents()
                    .getByteBufferPool()
                    .acquire(size, content instanceof Content.OfFile);
            try {
                switch (content) {
                    case Content.OfFile file -> send(file.channel(), span, pooled.getByteBuffer(), last);
                    case Content.OfStream stream -> send(stream.stream(), span, pooled.getByteBuffer(), last);
                }
            } finally {
                pooled.release();
            }
        }

        private void send(FileChannel channel, Span span, ByteBuffer buffer, boolean last) throws IOException {
            long at = span.offset();
            long end = at + span.length();
            while (at < end) {
                buffer.clear().limit((int) Math.min(Math.min(buffer.capacity(), CHUNK), end - at));
                int read = read(channel, buffer, at);
                if (read < 0) {
                    throw shortened();
                }
                at += read;
                exchange.theOutput().send(buffer.flip(), last && at == end);
            }
        }

        private static int read(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
            try {
                return channel.read(buffer, at);
            } catch (ClosedChannelException ended) {
                throw ended;
            } catch (IOException failure) {
                throw OpenFile.brokenOff(failure);
            }
        }

        private void send(InputStream stream, Span span, ByteBuffer buffer, boolean last) throws IOException {
            stream.skipNBytes(span.offset() - position);
            long left = span.length();
            while (left > 0) {
                int wanted = (int) Math.min(buffer.capacity(), left);
                int read = stream.read(buffer.array(), buffer.arrayOffset(), wanted);
                if (read < 0) {
                    throw shortened();
                }
                left -= read;
                buffer.clear().limit(read);
                exchange.theOutput().send(buffer, last && left == 0);
            }
            position = span.offset() + span.length();
        }

        private static WeftException.Unavailable shortened() {
            return OpenFile.brokenOff(new EOFException("the file became shorter while it was sent"));
        }
    }
}
