/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.weft.storage.s3.fixture.S3Server;
import org.weft.testkit.PostgresServer;

/** Two packed servers on one database and one bucket. */
final class TwoNodes implements AutoCloseable {

    final RunningWeft one;
    final RunningWeft two;

    private TwoNodes(RunningWeft one, RunningWeft two) {
        this.one = one;
        this.two = two;
    }

    /** The servers that both nodes use. */
    static final class Ground implements AutoCloseable {

        private final PostgresServer postgres;
        private final S3Server s3;
        private final AtomicInteger buckets = new AtomicInteger();

        private Ground(PostgresServer postgres, S3Server s3) {
            this.postgres = postgres;
            this.s3 = s3;
        }

        static Ground start(Path folder) throws Exception {
            PostgresServer postgres = PostgresServer.start();
            try {
                return new Ground(postgres, S3Server.start(Files.createDirectories(folder.resolve("s3"))));
            } catch (IOException | InterruptedException | RuntimeException failure) {
                postgres.close();
                throw failure;
            }
        }

        /**
         * Two nodes of a new site.
         *
         * @param more what else the configuration says
         */
        TwoNodes nodes(Path folder, String more) throws Exception {
            Path config = Files.writeString(folder.resolve("weft.toml"), """
                    [database]
                    url = "%s"
                    [[storage]]
                    name = "home"
                    driver = "s3"
                    mount = "/home"
                    everyone = "none"
                    required = true
                    [storage.options]
                    endpoint = "%s"
                    bucket = "%s"
                    access-key = "%s"
                    secret-key = "%s"
                    %s
                    """.formatted(
                            postgres.newDatabase(),
                            s3.endpoint(),
                            s3.newBucket("nodes-" + buckets.incrementAndGet()),
                            S3Server.ACCESS_KEY,
                            S3Server.SECRET_KEY,
                            more));
            RunningWeft one = RunningWeft.start(folder.resolve("one"), "--demo", "--config", config.toString());
            try {
                return new TwoNodes(
                        one, RunningWeft.start(folder.resolve("two"), "--demo", "--config", config.toString()));
            } catch (IOException | InterruptedException | RuntimeException failure) {
                one.close();
                throw failure;
            }
        }

        @Override
        public void close() throws Exception {
            s3.close();
            postgres.close();
        }
    }

    @Override
    public void close() throws InterruptedException {
        one.close();
        two.close();
    }
}
