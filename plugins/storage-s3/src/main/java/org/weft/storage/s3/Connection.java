/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException.Unavailable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The client of one instance with what it stands on. The SDK closes neither an HTTP client nor a credentials provider
 * that was handed to it, so that they are closed here: a thread of theirs would keep the plugin from going.
 */
final class Connection implements AutoCloseable {

    private final S3Config config;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable Opened opened;
    private volatile boolean isClosed;

    /** Nothing is loaded before the first request: an entry that only waits must cost nothing. */
    Connection(S3Config config) {
        this.config = config;
    }

    private record Opened(
            SdkHttpClient http, @Nullable DefaultCredentialsProvider chain, S3Client client, S3Client plain) {

        void close() {
            client.close();
            plain.close();
            http.close();
            if (chain != null) {
                chain.close();
            }
        }
    }

    /** The client for everything but uploads that rest. */
    S3Client client() {
        return opened().client();
    }

    /**
     * One that sends no checksums but where S3 demands them: AWS wants the parts of an upload that has checksums numbered
     * without a gap, which uploads that rest and go on can't promise.
     */
    S3Client plain() {
        return opened().plain();
    }

    private Opened opened() {
        Opened ready = opened;
        if (ready != null) {
            return ready;
        }
        opening.lock();
        try {
            if (isClosed) {
                throw new Unavailable("the storage is being closed; try again");
            }
            Opened first = opened == null ? open(config) : opened;
            opened = first;
            return first;
        } finally {
            opening.unlock();
        }
    }

    private static Opened open(S3Config config) {
        SdkHttpClient http = Apache5HttpClient.builder()
                .maxConnections(config.connections())
                .connectionTimeout(config.connectTimeout())
                .connectionAcquisitionTimeout(config.connectTimeout())
                .socketTimeout(config.timeout())
                .tcpKeepAlive(true)
                .build();
        Optional<AwsCredentialsProvider> keys = keys(config);
        DefaultCredentialsProvider chain =
                keys.isPresent() ? null : DefaultCredentialsProvider.builder().build();
        AwsCredentialsProvider credentials = keys.isPresent() ? keys.get() : chain;
        return new Opened(
                http,
                chain,
                client(config, http, credentials, config.checksums()),
                client(config, http, credentials, S3Config.Checksums.WHEN_REQUIRED));
    }

    private static S3Client client(
            S3Config config,
            SdkHttpClient http,
            @Nullable AwsCredentialsProvider credentials,
            S3Config.Checksums checksums) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http)
                .region(Region.of(config.region()))
                .forcePathStyle(config.usesPathStyle())
                .credentialsProvider(credentials)
                .overrideConfiguration(override -> override.retryStrategy(retries()));
        config.endpoint().ifPresent(builder::endpointOverride);
        switch (checksums) {
            case WHEN_SUPPORTED ->
                builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_SUPPORTED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_SUPPORTED);
            // such services want the MD5 sum where S3 has come to ask for a CRC
            case WHEN_REQUIRED ->
                builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .addPlugin(LegacyMd5Plugin.create());
        }
        return builder.build();
    }

    /**
     * As the SDK does by itself, but for a store that was silent for as long as it may be: who asks again then makes the
     * client wait thrice as long as the configuration says.
     */
    private static StandardRetryStrategy retries() {
        return DefaultRetryStrategy.standardStrategyBuilder()
                .useClientDefaults(false)
                .retryOnException(failure -> failure instanceof SdkException said && Faults.isWorthRepeating(said))
                .treatAsThrottling(
                        failure -> failure instanceof SdkException said && RetryUtils.isThrottlingException(said))
                .build();
    }

    private static Optional<AwsCredentialsProvider> keys(S3Config config) {
        return config.accessKey()
                .flatMap(access -> config.secretKey()
                        .map(secret -> StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret))));
    }

    @Override
    public void close() {
        opening.lock();
        try {
            isClosed = true;
            Opened last = opened;
            opened = null;
            if (last != null) {
                last.close();
            }
        } finally {
            opening.unlock();
        }
    }
}
