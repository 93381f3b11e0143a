/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.weft.spi.app.FileAccess;
import org.weft.spi.http.Exchange;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;

/** One request of the application about one file or folder, and its answer. For one thread. */
final class Call {

    static final String LOCK = "X-WOPI-Lock";
    static final int LONGEST_LOCK = 1024;

    private final Exchange exchange;
    private final WopiConfig config;
    private final FileAccess access;
    private final Links links;
    private final Answer answer;

    Call(Exchange exchange, WopiConfig config, FileAccess access, Links links, Answer answer) {
        this.exchange = exchange;
        this.config = config;
        this.access = access;
        this.links = links;
        this.answer = answer;
    }

    Exchange exchange() {
        return exchange;
    }

    WopiConfig config() {
        return config;
    }

    FileAccess access() {
        return access;
    }

    Links links() {
        return links;
    }

    /** A header's value; one that is empty counts as absent. */
    Optional<String> header(String name) {
        return exchange.header(name).filter(value -> !value.isEmpty());
    }

    /** A header that holds true, in any case. */
    boolean isTrue(String name) {
        return header(name).filter(value -> value.equalsIgnoreCase("true")).isPresent();
    }

    /** The lock that the application shows. */
    Optional<String> lock() {
        return header(LOCK).map(Call::sound);
    }

    String requireLock() {
        return lock().orElseThrow(() -> new Refusal(400, "the request must name a lock"));
    }

    static String sound(String id) {
        if (id.length() > LONGEST_LOCK) {
            throw new Refusal(400, "a lock has at most " + LONGEST_LOCK + " characters");
        }
        return id;
    }

    /** @throws Refusal 401 when the session is for reading only: its token is not good for this */
    void requireWriting() {
        if (!access.mode().mayWrite()) {
            throw new Refusal(401, "the file was opened for reading only");
        }
    }

    /** The file's version: another one after each change of its content. */
    static String version(Node node) {
        String etag = node.etag();
        return etag.chars().allMatch(c -> c > ' ' && c < 0x7f) && etag.length() <= 128
                ? etag
                : Integer.toHexString(etag.hashCode())
                        + '-'
                        + node.size()
                        + '-'
                        + node.mtime().toEpochMilli();
    }

    void versionHeader(Node node) {
        exchange.setHeader("X-WOPI-ItemVersion", version(node));
    }

    /** The lock that is in the way, as a header carries it: that of another program may be no such text. */
    void lockHeader(Optional<Lock> lock) {
        String id = lock.map(Lock::id).orElse("");
        boolean shown = id.length() <= LONGEST_LOCK && id.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        exchange.setHeader(LOCK, shown ? id : "");
        if (lock.isPresent() && !isOurs(lock.get())) {
            exchange.setHeader("X-WOPI-LockFailureReason", "the file is locked by another program");
        }
    }

    /** Whether the application's text names a lock. */
    boolean names(String shown, Lock lock) {
        return shown.equals(lock.id()) || (isOurs(lock) && LockIds.isSame(config.lockCompare(), shown, lock.id()));
    }

    boolean isOurs(Lock lock) {
        return lock.app().filter(config.title()::equals).isPresent();
    }

    /** Answers 409 with the lock that there is. */
    void conflict() throws IOException {
        lockHeader(access.currentLock());
        empty(409);
    }

    boolean isAnswered() {
        return answer.isBegun();
    }

    void empty(int status) throws IOException {
        answer.empty(status);
    }

    void json(int status, JsonObject body) throws IOException {
        answer.json(status, body);
    }

    OutputStream begin(int status, long length) {
        return answer.begin(status, length);
    }
}
