/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.weft.kernel.http.client.OutboundClient.Streaming;
import org.weft.kernel.ocm.remote.RemoteLocations.At;
import org.weft.spi.WeftException.OutOfRange;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec.Span;

/** Opens a file at another server, or a part of it, as it was when its properties were read. */
final class RemoteRead {

    private final DavClient calls;
    private final At at;

    RemoteRead(DavClient calls, At at) {
        this.calls = calls;
        this.at = at;
    }

    /** @throws PreconditionFailed when the file is another by now */
    Content open(Node node, Span span) throws IOException {
        if (span.length() == 0) {
            return Content.stream(node, InputStream.nullInputStream(), span.offset(), 0);
        }
        boolean whole = span.offset() == 0 && span.length() == node.size();
        Map<String, String> headers = new HashMap<>();
        if (node.etag().charAt(0) != RemoteNodes.OURS) {
            headers.put("If-Match", '"' + node.etag() + '"');
        }
        if (!whole) {
            headers.put("Range", "bytes=" + span.offset() + "-" + (span.offset() + span.length() - 1));
        }
        Streaming answer = get(headers);
        try {
            long skipped = answer.status() == 206 ? part(answer, span) : requireSize(answer, node, span.offset());
            answer.body().skipNBytes(skipped);
            return Content.stream(node, new Exactly(answer, span.length()), span.offset(), span.length());
        } catch (IOException | RuntimeException unfit) {
            answer.close();
            throw unfit;
        }
    }

    /** Some servers have no parts of any file, and say so as if this one were shorter: the whole is taken then, and cut. */
    private Streaming get(Map<String, String> headers) throws IOException {
        try {
            return calls.get(at.remote(), at.url(false), headers);
        } catch (OutOfRange noParts) {
            headers.remove("Range");
            return calls.get(at.remote(), at.url(false), headers);
        }
    }

    private long part(Streaming answer, Span span) {
        List<String> range = answer.headers().getOrDefault("content-range", List.of());
        if (range.size() != 1 || !range.getFirst().startsWith("bytes " + span.offset() + "-")) {
            throw new Unavailable(
                    "the server " + at.remote().root().getHost() + " sent another part than was asked for");
        }
        return 0;
    }

    /** The whole file came, as servers may answer a request for a part. */
    private static long requireSize(Streaming answer, Node node, long offset) {
        List<String> length = answer.headers().getOrDefault("content-length", List.of());
        if (length.size() == 1 && !length.getFirst().equals(String.valueOf(node.size()))) {
            throw new PreconditionFailed("the file has changed");
        }
        return offset;
    }

    /** So many bytes; fewer are a failure, and more are not read. */
    private static final class Exactly extends FilterInputStream {
        private final Streaming answer;
        private long left;

        Exactly(Streaming answer, long length) {
            super(answer.body());
            this.answer = answer;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(buffer, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new IOException("the other server broke off " + left + " bytes before the end");
            }
            left -= read;
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = in.skip(Math.min(bytes, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(in.available(), left);
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void close() throws IOException {
            answer.close();
        }
    }
}
