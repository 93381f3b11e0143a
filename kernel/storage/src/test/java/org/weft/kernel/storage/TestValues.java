/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.LockRequest;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;

/** Words for the tests of this package. */
public final class TestValues {

    public static final Charset UTF_8 = StandardCharsets.UTF_8;

    private TestValues() {}

    public static UserId id(String name) {
        return new UserId("here", name, UserType.PRIMARY);
    }

    public static Caller caller(String name) {
        return new Caller(
                id(name),
                name,
                Set.of(),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
    }

    public static Mount mount(String path, Mount.Everyone everyone, StorageDriver driver, String... disabled) {
        RelPath place = RelPath.parse(path);
        return new Mount(path, "id-" + path, place, everyone, Set.of(disabled), DriverHandle.fixed(path, driver));
    }

    public static Namespace places(Mount... mounts) {
        MountTable table = new MountTable(List.of(mounts));
        return new Namespace(() -> table);
    }

    public static Target at(String path) {
        return Target.path(RelPath.parse(path));
    }

    public static WriteConditions showing(String... tokens) {
        return new WriteConditions(
                Precondition.none(), Set.of(tokens), WriteConditions.plain().condition());
    }

    public static LockRequest lock(Caller caller, String id, Sharing sharing, boolean deep) {
        return new LockRequest(
                id, sharing, deep, caller.user(), Optional.empty(), "<D:href>me</D:href>", Duration.ofMinutes(5));
    }

    public static WriteResult put(FileService files, Caller caller, String path, String content) {
        return put(files, caller, path, content, WriteConditions.plain());
    }

    public static WriteResult put(
            FileService files, Caller caller, String path, String content, WriteConditions conditions) {
        byte[] bytes = content.getBytes(UTF_8);
        PutRequest plain = PutRequest.simple(OptionalLong.of(bytes.length));
        PutRequest request = new PutRequest(
                plain.length(), plain.mtime(), plain.declared(), plain.onConflict(), plain.mediaType(), conditions);
        return files.put(caller, at(path), request, new ByteArrayInputStream(bytes));
    }

    public static Resource folder(FileService files, Caller caller, String path) {
        return files.makeFolder(caller, at(path), Optional.empty(), WriteConditions.plain());
    }

    /** A clock that is set by hand. */
    public static final class HandClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-24T12:00:00Z");

        public void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
