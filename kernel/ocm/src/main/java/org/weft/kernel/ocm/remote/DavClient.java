/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundClient.Streaming;
import org.weft.kernel.http.client.OutboundFailure;
import org.weft.kernel.ocm.remote.RemoteResolver.Remote;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.OutOfRange;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;

/**
 * Requests to a WebDAV server, with the credentials of the place they are about. Credentials go to that place's server and
 * nowhere else: redirects are not followed. What the server answers becomes a failure that our own client understands; its
 * 401 never becomes ours, since it is not our client who is unknown there.
 */
final class DavClient {

    private static final int DRAINED = 64 << 10;
    private static final long QUICKLY = Duration.ofSeconds(1).toNanos();
    private static final OptionalLong NO_BODY = OptionalLong.of(0);

    private final OutboundClient outbound;

    DavClient(OutboundClient outbound) {
        this.outbound = outbound;
    }

    /** Asks for properties of one resource ({@code depth} 0) or also of what is directly in it ({@code depth} 1). */
    void propFind(Remote remote, URI url, int depth, byte[] body, Sink<MultistatusReader.Response> sink)
            throws IOException {
        Map<String, String> headers = Map.of(
                "Depth",
                String.valueOf(depth),
                "Content-Type",
                "application/xml; charset=utf-8",
                "Accept-Encoding",
                "identity");
        try (Streaming answer = read(remote, "PROPFIND", url, headers, body)) {
            if (answer.status() == 405) {
                throw new Unsupported("the server " + url.getHost() + " tells nothing of its files (PROPFIND)");
            }
            if (answer.status() != 207) {
                throw failure(url, answer.status() < 300 ? 200 : answer.status(), answer);
            }
            MultistatusReader.read(answer.body(), sink);
            drain(answer);
        } catch (MultistatusReader.NotUnderstood other) {
            throw new Unavailable(
                    "the server " + url.getHost() + " answered something else than WebDAV: " + other.getMessage(),
                    other);
        } catch (OutboundFailure gone) {
            throw unavailable(gone);
        }
    }

    /** Opens a file or a part of it; the answer is 200 or 206 and the receiver's to close. */
    Streaming get(Remote remote, URI url, Map<String, String> headers) throws IOException {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Accept-Encoding", "identity");
        Streaming answer = read(remote, "GET", url, all, new byte[0]);
        if (answer.status() == 200 || answer.status() == 206) {
            return answer;
        }
        try (answer) {
            throw failure(url, answer.status(), answer);
        }
    }

    /** What a server tells of a file that it would send, by its headers in small letters. */
    Map<String, List<String>> head(Remote remote, URI url) throws IOException {
        try (Streaming answer = read(remote, "HEAD", url, Map.of("Accept-Encoding", "identity"), new byte[0])) {
            if (answer.status() != 200) {
                throw failure(url, answer.status(), answer);
            }
            return answer.headers();
        }
    }

    /** What changes something and has no body. */
    void change(Remote remote, String method, URI url, Map<String, String> headers) throws IOException {
        try (Streaming answer = authorized(
                remote, method, url, headers, new byte[0], outbound.patience().change())) {
            int status = answer.status();
            drain(answer);
            if (status == 207) {
                throw new Conflict("the server " + url.getHost() + " did not do it for all that is concerned");
            }
            if (status < 200 || status > 299) {
                throw failure(url, status, answer);
            }
        } catch (OutboundFailure gone) {
            throw unavailable(gone);
        }
    }

    /**
     * Sends a file. Has to be called with credentials that the server accepted a moment ago, since a body can't be sent
     * twice.
     *
     * @return the etag that the server gave to what it has stored, where it told a strong one
     */
    Optional<String> put(Remote remote, URI url, Map<String, String> headers, InputStream body, OptionalLong length)
            throws IOException {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Authorization", remote.authorization());
        try (Streaming answer =
                outbound.open("PUT", url, all, body, length, outbound.patience().change())) {
            drain(answer);
            if (answer.status() != 200 && answer.status() != 201 && answer.status() != 204) {
                throw failure(url, answer.status(), answer);
            }
            return answer.headers().getOrDefault("etag", List.of()).stream()
                    .flatMap(text -> RemoteNodes.strong(text).stream())
                    .findFirst();
        } catch (OutboundFailure gone) {
            throw unavailable(gone);
        }
    }

    /** A request that may be sent again: a kept connection may have been closed by the server at this very moment. */
    private Streaming read(Remote remote, String method, URI url, Map<String, String> headers, byte[] body)
            throws IOException {
        long before = System.nanoTime();
        try {
            return authorized(
                    remote, method, url, headers, body, outbound.patience().look());
        } catch (OutboundFailure gone) {
            if (gone.reason() != OutboundFailure.Reason.NO_ANSWER || System.nanoTime() - before > QUICKLY) {
                throw unavailable(gone);
            }
        }
        try {
            return authorized(
                    remote, method, url, headers, body, outbound.patience().look());
        } catch (OutboundFailure again) {
            throw unavailable(again);
        }
    }

    private Streaming authorized(
            Remote remote, String method, URI url, Map<String, String> headers, byte[] body, Duration time)
            throws IOException {
        String authorization = remote.authorization();
        Streaming first = open(method, url, headers, authorization, body, time);
        if (first.status() != 401) {
            return first;
        }
        drain(first);
        first.close();
        String other = remote.renewed(authorization);
        return other.equals(authorization) ? first : open(method, url, headers, other, body, time);
    }

    private Streaming open(
            String method, URI url, Map<String, String> headers, String authorization, byte[] body, Duration time)
            throws OutboundFailure {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Authorization", authorization);
        OptionalLong length = body.length == 0 ? NO_BODY : OptionalLong.of(body.length);
        return outbound.open(method, url, all, new ByteArrayInputStream(body), length, time);
    }

    /** Reads what is left of a small body, so that the connection can be used again. */
    private static void drain(Streaming answer) {
        try {
            answer.body().readNBytes(DRAINED);
        } catch (IOException broken) {
            // the answer's status is known; the connection is not kept
        }
    }

    static Unavailable unavailable(OutboundFailure gone) {
        return new Unavailable(String.valueOf(gone.getMessage()) + "; try again later", gone);
    }

    private static WeftException failure(URI url, int status, Streaming answer) {
        String who = "the server " + url.getHost();
        return switch (status) {
            case 400, 414 -> new InvalidArgument(who + " does not take such a name or request");
            case 401 -> new NotFound(who + " no longer lets this share in; its owner may have ended it");
            case 403 -> new Forbidden(who + " does not allow it");
            case 404, 410 -> new NotFound("there is no such resource at " + url.getHost());
            case 405 -> new AlreadyExists(who + " says that there is something else at this place");
            case 409 -> NotFound.parent(who + " says that the folder to hold it is missing");
            case 412 -> new PreconditionFailed("the target is not, or no longer, what the request said");
            case 413, 507 -> new NoSpace(who + " has no room for it");
            case 415, 501 -> new Unsupported(who + " can't do that");
            case 416 -> new OutOfRange(who + " does not have this part of it", 0);
            case 423 -> new Locked("a lock at " + url.getHost() + " is in the way");
            default ->
                new Unavailable(
                        status < 300
                                ? who + " answered something else than WebDAV"
                                : who + " answered with status " + status,
                        patience(answer),
                        null);
        };
    }

    private static Duration patience(Streaming answer) {
        List<String> said = answer.headers().getOrDefault("retry-after", List.of());
        if (said.isEmpty() || !said.getFirst().matches("[0-9]{1,5}")) {
            return Duration.ofSeconds(10);
        }
        return Duration.ofSeconds(Long.parseLong(said.getFirst()));
    }
}
