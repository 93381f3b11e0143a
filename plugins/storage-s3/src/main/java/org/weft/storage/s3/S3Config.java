/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.weft.blobtree.MakeRoom;
import org.weft.blobtree.TreeSettings;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Secret;
import org.weft.spi.config.Size;
import org.weft.spi.storage.Checksum;

/** The options of an {@code s3} mount. */
@Doc("A tree over immutable objects in an S3 bucket; names, ids and versions are in the site's database.")
public record S3Config(
        @Doc("The bucket; it must exist.") String bucket,

        @Doc("Where the S3 service answers, such as `https://s3.example.org`. Default: AWS, by the region.")
        Optional<URI> endpoint,

        @Doc("The region that requests are signed for.") @Default("us-east-1")
        String region,

        @Doc("What the keys of all objects begin with, such as `weft/`; mounts that share a bucket need different"
                + " ones.")
        @Default("")
        String prefix,

        @Doc("Whether the bucket is in the path of a URL rather than in its host name. Default: only with `endpoint`.")
        Optional<Boolean> pathStyle,

        @Doc("The access key. Default: what the AWS SDK finds in environment, profile or instance.") @Secret
        Optional<String> accessKey,

        @Doc("The secret key that belongs to `access-key`.") @Secret
        Optional<String> secretKey,

        @Doc("Which checksums go with requests: `when-supported` always, `when-required` only where S3 demands one, for"
                + " services that refuse the others.")
        @Default("when-supported")
        Checksums checksums,

        @Doc("How a body of known length gets to S3: in `parts` that can be sent again, which takes memory, or in"
                + " `one-request`, as it comes. `auto` chooses parts for clients that are slower than 16 MiB a second.")
        @Default("auto")
        Sending sending,

        @Doc("How large the parts of an upload are; at most 10 000 make up an object.")
        @Default("8MiB")
        @Range(min = 5 * 1024 * 1024, max = 512 * 1024 * 1024)
        Size partSize,

        @Doc("How many parts of one upload are under way at a time.") @Default("3") @Range(min = 1, max = 32)
        int parallelism,

        @Doc("How much memory all uploads together may use for parts. When it is used up, uploads are passed on as they"
                + " come.")
        @Default("128MiB")
        @Range(min = 5 * 1024 * 1024)
        Size buffers,

        @Doc("How many connections are open to S3 at most.") @Default("128") @Range(min = 2, max = 10_000)
        int connections,

        @Doc("How long to wait for a connection to be made, or for a free one.")
        @Default("5s")
        @Range(min = 1, max = 3600)
        Duration connectTimeout,

        @Doc("How long S3 may be silent within a request.") @Default("30s") @Range(min = 1, max = 3600)
        Duration timeout,

        @Doc("How many earlier contents of a file are kept; with 0 there are no versions.")
        @Default("10")
        @Range(min = 0, max = 1000)
        int versionsKept,

        @Doc("How long an earlier content is kept after it was replaced; with 0s only their number counts.")
        @Default("90d")
        Duration versionsRetention,

        @Doc("How long what was deleted stays in the trash; with 0s there is no trash, and deleting is for good.")
        @Default("30d")
        Duration trashRetention,

        @Doc("How many bytes a space may hold that has no quota of its own. Default: no limit.")
        Optional<Size> quota,

        @Doc("Whether there are personal spaces.") @Default("true")
        boolean homes,

        @Doc("How long an object that nothing refers to is left alone, and how long an upload may rest.")
        @Default("1d")
        @Range(min = 60)
        Duration orphansAfter,

        @Doc("Which digests of each new file are kept, of SHA1, MD5, ADLER32 and SHA256; clients compare files by"
                + " them.")
        @Default("SHA1, MD5, ADLER32")
        List<String> digests,

        @Doc("What gives way, the oldest first, when a quota would refuse what is written: earlier contents and"
                + " then the trash, earlier contents alone, or nothing.")
        @Default("versions-and-trash")
        MakeRoom makeRoom) {

    public S3Config {
        digests = List.copyOf(digests);
    }

    /** When requests bear a checksum beside the signature. */
    public enum Checksums {
        WHEN_SUPPORTED,
        WHEN_REQUIRED
    }

    /** How bodies of a known length are sent. */
    public enum Sending {
        AUTO,
        PARTS,
        ONE_REQUEST
    }

    boolean usesPathStyle() {
        return pathStyle.orElse(endpoint.isPresent());
    }

    /** How the tree over the bucket behaves. */
    TreeSettings tree() {
        return new TreeSettings(
                prefix,
                versionsKept,
                Optional.of(versionsRetention).filter(kept -> !kept.isZero()),
                Optional.of(trashRetention),
                quota.map(Size::bytes),
                homes,
                orphansAfter,
                algorithms(),
                makeRoom);
    }

    private Set<Checksum.Algorithm> algorithms() {
        return digests.stream()
                .map(name -> Checksum.Algorithm.named(name)
                        .orElseThrow(() -> new InvalidConfig(
                                "digests", "'" + name + "' is none of SHA1, MD5, ADLER32 and SHA256")))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Where the bucket is, in words for operators. */
    String place() {
        return "the bucket '" + bucket + "' at " + endpoint.map(URI::toString).orElse("AWS in " + region);
    }

    /** Without the keys: options may end up in a log. */
    @Override
    public String toString() {
        return "S3Config[" + place() + ", prefix=" + prefix + ']';
    }
}
