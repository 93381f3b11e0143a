/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.sftp;

import java.time.Duration;
import org.weft.pathtree.PathTree;
import org.weft.spi.DriverContext;
import org.weft.spi.InvalidConfig;
import org.weft.spi.Maturity;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes {@code sftp} drivers. */
@Maturity(Maturity.Level.BETA)
public final class SftpFactory implements StorageDriverFactory<SftpConfig> {

    private static final Duration SHORTEST_SCAN = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "sftp";
    }

    @Override
    public Class<SftpConfig> configType() {
        return SftpConfig.class;
    }

    @Override
    public StorageDriver create(SftpConfig config, DriverContext context) {
        if (!config.root().startsWith("/") || config.root().contains("//")) {
            throw new InvalidConfig("root", "write an absolute path on the server, such as root = \"/srv/data\"");
        }
        if (config.password().isPresent() == config.privateKey().isPresent()) {
            throw new InvalidConfig("password", "give either password or private-key");
        }
        if (config.knownHosts().isPresent() != config.fingerprints().isEmpty()) {
            throw new InvalidConfig(
                    "known-hosts",
                    "give either known-hosts or fingerprints, so that the server can be told from another");
        }
        if (config.scan().filter(every -> every.compareTo(SHORTEST_SCAN) < 0).isPresent()) {
            throw new InvalidConfig("scan", "a scan at most once a minute, such as scan = \"1h\"");
        }
        return new PathTree(new SftpStore(config), config.scan(), context);
    }
}
