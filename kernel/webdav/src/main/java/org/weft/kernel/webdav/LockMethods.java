/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.locks.AcquiredLock;
import org.weft.kernel.storage.locks.LockService;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.LockRequest;

/** LOCK and UNLOCK (RFC 4918, sections 9.10 and 9.11). */
final class LockMethods {

    private final FileService files;
    private final LockService locks;
    private final PropertyContext.Names names;

    LockMethods(FileService files, LockService locks, PropertyContext.Names names) {
        this.files = files;
        this.locks = locks;
        this.names = names;
    }

    void lock(DavRequest dav) throws IOException {
        Optional<XmlReader> body = XmlReader.of(dav.exchange());
        if (body.isEmpty()) {
            refresh(dav);
            return;
        }
        boolean deep = DavHeaders.isDeep(dav.exchange());
        Info info = body.get().read(() -> Info.read(body.get()));
        LockRequest request = new LockRequest(
                LockTokens.mint(),
                info.shared ? Lock.Sharing.SHARED : Lock.Sharing.EXCLUSIVE,
                deep,
                dav.visitor().user().id(),
                Optional.empty(),
                info.owner,
                DavHeaders.timeout(dav.exchange()));
        AcquiredLock acquired = locks.acquire(dav.caller(), dav.target(), request, true, dav.change());
        dav.exchange()
                .status(acquired.created() ? 201 : 200)
                .header("Lock-Token", '<' + LockTokens.show(acquired.lock().id()) + '>');
        answer(dav, acquired.lock(), acquired.resource());
    }

    private void refresh(DavRequest dav) throws IOException {
        Set<String> tokens = dav.tokens();
        if (tokens.isEmpty()) {
            throw new InvalidArgument("a LOCK without a body refreshes a lock and needs its token in the If header");
        }
        dav.judgeNow();
        String token = locks.covering(dav.caller(), dav.target()).stream()
                .map(Lock::id)
                .filter(tokens::contains)
                .findFirst()
                .orElseThrow(() -> new PreconditionFailed("no lock with that token protects the resource"));
        Lock lock = locks.refresh(dav.caller(), dav.target(), token, DavHeaders.timeout(dav.exchange()));
        answer(dav, lock, files.stat(dav.caller(), dav.target(), StatSpec.node()));
    }

    private void answer(DavRequest dav, Lock lock, Resource resource) throws IOException {
        HttpExchange exchange = dav.exchange();
        exchange.header("Content-Type", "application/xml; charset=utf-8");
        PropertyContext view = new PropertyContext(files, dav, names)
                .of(
                        resource,
                        dav.address().href(resource.isFolder()),
                        dav.address().isTop());
        XmlWriter xml = new XmlWriter(exchange);
        xml.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<d:prop xmlns:d=\"DAV:\"><d:lockdiscovery>");
        LockXml.active(xml, lock, view.lockRoot(lock));
        xml.raw("</d:lockdiscovery></d:prop>\n").flush();
    }

    void unlock(DavRequest dav) throws IOException {
        String header = dav.exchange()
                .header("Lock-Token")
                .orElseThrow(() -> new InvalidArgument("UNLOCK needs a Lock-Token header"));
        String token = LockTokens.coded(header);
        try {
            locks.release(dav.caller(), dav.target(), token);
        } catch (PreconditionFailed noSuchLock) {
            throw new Conflict(noSuchLock.text());
        }
        dav.exchange().status(204);
    }

    /** What a {@code lockinfo} asks for. */
    private static final class Info {
        private boolean shared;
        private boolean write;
        private @Nullable Boolean scope;
        private String owner = "";

        static Info read(XmlReader body) throws XMLStreamException {
            body.requireDav("lockinfo");
            Info info = new Info();
            body.children(() -> info.child(body));
            if (info.scope == null || !info.write) {
                throw new InvalidArgument("lockinfo needs a lockscope, exclusive or shared, and the locktype write");
            }
            info.shared = info.scope;
            return info;
        }

        private void child(XmlReader body) throws XMLStreamException {
            if (body.isDav("owner")) {
                owner = XmlFragment.content(XmlFragment.read(body, Optional.empty()));
            } else if (body.isDav("lockscope")) {
                body.children(() -> {
                    if (body.isDav("shared")) {
                        scope = true;
                    } else if (body.isDav("exclusive")) {
                        scope = false;
                    }
                    body.skip();
                });
            } else if (body.isDav("locktype")) {
                body.children(() -> {
                    write |= body.isDav("write");
                    body.skip();
                });
            } else {
                body.skip();
            }
        }
    }
}
