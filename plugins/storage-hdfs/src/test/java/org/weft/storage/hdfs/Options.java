/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.weft.spi.config.Size;

/** The options of a test, changed one by one. */
record Options(HdfsConfig config) {

    Options quota(long bytes) {
        return copy(config.root(), config.user(), config.impersonate(), Optional.of(new Size(bytes)), config.timeout());
    }

    Options user(String user) {
        return copy(config.root(), Optional.of(user), config.impersonate(), config.quota(), config.timeout());
    }

    Options impersonating() {
        return copy(config.root(), config.user(), true, config.quota(), config.timeout());
    }

    Options property(String name, String value) {
        return new Options(new HdfsConfig(
                config.namenode(),
                config.root(),
                config.siteFiles(),
                Map.of(name, value),
                config.user(),
                config.principal(),
                config.keytab(),
                config.impersonate(),
                config.durable(),
                config.folderEtags(),
                config.quota(),
                config.trashKeep(),
                config.scan(),
                config.timeout(),
                config.digests(),
                config.makeRoom()));
    }

    Options timeout(Duration timeout) {
        return copy(config.root(), config.user(), config.impersonate(), config.quota(), timeout);
    }

    Options makeRoom(MakeRoom makeRoom) {
        return new Options(new HdfsConfig(
                config.namenode(),
                config.root(),
                config.siteFiles(),
                config.properties(),
                config.user(),
                config.principal(),
                config.keytab(),
                config.impersonate(),
                config.durable(),
                config.folderEtags(),
                config.quota(),
                config.trashKeep(),
                config.scan(),
                config.timeout(),
                config.digests(),
                makeRoom));
    }

    private Options copy(
            String root, Optional<String> user, boolean impersonate, Optional<Size> quota, Duration timeout) {
        return new Options(new HdfsConfig(
                config.namenode(),
                root,
                config.siteFiles(),
                Map.copyOf(config.properties()),
                user,
                config.principal(),
                config.keytab(),
                impersonate,
                config.durable(),
                config.folderEtags(),
                quota,
                config.trashKeep(),
                config.scan(),
                timeout,
                config.digests(),
                config.makeRoom()));
    }
}
