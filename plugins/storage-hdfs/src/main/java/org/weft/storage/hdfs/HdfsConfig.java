/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Size;
import org.weft.spi.storage.Checksum;

/** The options of an {@code hdfs} mount. */
@Doc("A folder of a Hadoop file system.")
public record HdfsConfig(
        @Doc("The name node or name service, such as hdfs://namenode:8020; without it fs.defaultFS of the site files.")
        Optional<URI> namenode,

        @Doc("The folder that is served; made when missing.") @Default("/weft")
        String root,

        @Doc("Hadoop's configuration, such as core-site.xml and hdfs-site.xml; later ones win.")
        List<Path> siteFiles,

        @Doc("Single settings of Hadoop's client; they win over the site files.")
        Map<String, String> properties,

        @Doc("The user that the cluster sees where it does not ask for Kerberos; without it the server's own.")
        Optional<String> user,

        @Doc("The Kerberos principal that the server signs in as.")
        Optional<String> principal,

        @Doc("The file with the principal's key.") Optional<Path> keytab,

        @Doc("Whether HDFS is asked in the name of the caller, whom the server then must be allowed to stand for.")
        @Default("false")
        boolean impersonate,

        @Doc("Whether data nodes write a file to their disks before a change is answered; without it a power cut of all"
                + " of them may lose the last ones.")
        @Default("true")
        boolean durable,

        @Doc("Whether etag, size and time of a folder follow all changes below it. Sync clients need it.")
        @Default("true")
        boolean folderEtags,

        @Doc("How many bytes each personal space may hold, and all the rest together; without it only HDFS limits.")
        Optional<Size> quota,

        @Doc("How long deleted nodes stay in the trash; without it until they are purged.")
        Optional<Duration> trashKeep,

        @Doc("How often the folders are looked through for changes that other programs made; without it they are seen"
                + " when they are next accessed.")
        Optional<Duration> scan,

        @Doc("How long to wait for an answer of the name node.") @Default("20s") @Range(min = 1, max = 600)
        Duration timeout,

        @Doc("Which digests of each new file are kept, of SHA1, MD5 and ADLER32; clients compare files by them.")
        @Default("SHA1, MD5, ADLER32")
        List<String> digests,

        @Doc("What gives way, the oldest first, when a quota would refuse what is written: the trash, or nothing.")
        @Default("trash")
        MakeRoom makeRoom) {

    /** @throws InvalidConfig when one is not known, or has no place */
    Set<Checksum.Algorithm> algorithms() {
        return digests.stream()
                .map(name -> Checksum.Algorithm.named(name)
                        .filter(algorithm -> algorithm != Checksum.Algorithm.SHA256)
                        .orElseThrow(
                                () -> new InvalidConfig("digests", "'" + name + "' is none of SHA1, MD5 and ADLER32")))
                .collect(Collectors.toUnmodifiableSet());
    }
}
