/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.time.Duration;
import org.weft.spi.DriverContext;
import org.weft.spi.InvalidConfig;
import org.weft.spi.Maturity;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;

/** Makes {@code hdfs} drivers. */
@Maturity(Maturity.Level.BETA)
public final class HdfsFactory implements StorageDriverFactory<HdfsConfig> {

    private static final Duration SHORTEST_SCAN = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "hdfs";
    }

    @Override
    public Class<HdfsConfig> configType() {
        return HdfsConfig.class;
    }

    @Override
    public StorageDriver create(HdfsConfig config, DriverContext context) {
        if (!config.root().startsWith("/") || config.root().contains("//")) {
            throw new InvalidConfig("root", "write an absolute path in HDFS, such as root = \"/weft\"");
        }
        if (config.namenode().isEmpty() && config.siteFiles().isEmpty()) {
            throw new InvalidConfig("namenode", "name the cluster by namenode or by site-files");
        }
        if (config.namenode().isPresent()
                && !"hdfs".equals(config.namenode().get().getScheme())) {
            throw new InvalidConfig("namenode", "write an address like hdfs://namenode:8020");
        }
        if (config.principal().isPresent() != config.keytab().isPresent()) {
            throw new InvalidConfig(
                    config.principal().isPresent() ? "keytab" : "principal",
                    "Kerberos needs both, principal and keytab");
        }
        if (config.principal().isPresent() && config.user().isPresent()) {
            throw new InvalidConfig("user", "with Kerberos the principal says who the user is; leave user out");
        }
        if (config.scan().isPresent() && config.scan().get().compareTo(SHORTEST_SCAN) < 0) {
            throw new InvalidConfig("scan", "a scan at most once a minute, such as scan = \"1h\"");
        }
        return new HdfsDriver(config, context);
    }
}
