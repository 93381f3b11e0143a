/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.Unavailable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What the SDK's failures mean. Clients are told that the store is busy, full or away; operators are told what S3 said,
 * and what to do about it. Neither ever sees a key of the account.
 */
final class Faults {

    private static final Duration USUAL_WAIT = Duration.ofSeconds(10);
    private static final long LONGEST_WAIT_SECONDS = 3600;

    /** Codes below 500 for what a second attempt may mend. */
    private static final Set<String> REPEATED = Set.of("RequestTimeout", "OperationAborted", "InternalError");

    private final S3Config config;

    Faults(S3Config config) {
        this.config = config;
    }

    /** Whether S3 says that there is no such object, or no such upload. */
    static boolean isMissing(SdkException failure) {
        return failure instanceof AwsServiceException said && said.statusCode() == 404 && !isMissingBucket(said);
    }

    private static boolean isMissingBucket(AwsServiceException said) {
        return "NoSuchBucket".equals(code(said));
    }

    /** Whether S3 says that a condition of the request did not hold. */
    static boolean isConditionFailed(SdkException failure) {
        return failure instanceof AwsServiceException said && said.statusCode() == 412;
    }

    /** Whether S3 says that it does not know such a request, or may not tell. */
    static boolean isNotAnswered(SdkException failure) {
        return failure instanceof AwsServiceException said
                && (said.statusCode() == 501 || said.statusCode() == 405 || said.statusCode() == 403);
    }

    /** Whether the same request may succeed when it is sent once more at once. */
    static boolean isWorthRepeating(SdkException failure) {
        if (isTimeout(failure) || failure instanceof AbortedException) {
            return false;
        }
        return failure instanceof AwsServiceException said
                ? said.statusCode() >= 500 && said.statusCode() != 501 && said.statusCode() != 507
                        || RetryUtils.isThrottlingException(said)
                        || RetryUtils.isClockSkewException(said)
                        || said.retryable()
                        || REPEATED.contains(code(said))
                : failure.retryable() || isUnreached(failure);
    }

    /**
     * What a caller of the driver is told.
     *
     * @param key the object that it was about
     * @return what to throw
     * @throws Unavailable when the same call may succeed later
     * @throws NoSpace when the store is full
     */
    IOException of(SdkException failure, String key) {
        if (failure instanceof AbortedException) {
            return (IOException)
                    new InterruptedIOException("the request to the object store was interrupted").initCause(failure);
        }
        if (failure instanceof AwsServiceException said) {
            return said(said, key);
        }
        if (isTimeout(failure)) {
            throw new Unavailable("the object store did not answer in time; try again", failure);
        }
        if (isUnreached(failure)) {
            throw new Unavailable("the object store can't be reached; try again", failure);
        }
        return new IOException("a request to " + config.place() + " failed: " + root(failure), failure);
    }

    private IOException said(AwsServiceException said, String key) {
        String code = code(said);
        int status = said.statusCode();
        if (status == 507 || code.contains("QuotaExceeded") || code.contains("StorageFull")) {
            throw new NoSpace("the object store is full");
        }
        if (status == 503 || status == 429 || "SlowDown".equals(code)) {
            throw new Unavailable("the object store is busy; try again", wait(said), said);
        }
        if (status >= 500 || "RequestTimeout".equals(code) || "OperationAborted".equals(code)) {
            throw new Unavailable("the object store failed; try again", wait(said), said);
        }
        if (isMissing(said)) {
            return new NoSuchFileException(key, null, "not in " + config.place());
        }
        return new IOException(atStart("serve '" + key + "'", said), said);
    }

    private static Duration wait(AwsServiceException said) {
        return response(said)
                .flatMap(response -> response.firstMatchingHeader("Retry-After"))
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Math.clamp(Long.parseLong(text), 1, LONGEST_WAIT_SECONDS)))
                .orElse(USUAL_WAIT);
    }

    private static boolean isTimeout(SdkException failure) {
        return failure instanceof ApiCallTimeoutException
                || failure instanceof ApiCallAttemptTimeoutException
                || hasCause(failure, SocketTimeoutException.class);
    }

    private static boolean isUnreached(SdkException failure) {
        return hasCause(failure, IOException.class);
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What an operator is told about a configuration that does not work: what S3 said, and what to look at.
     *
     * @param what was tried, as the end of "does not allow to"
     */
    String atStart(String what, SdkException failure) {
        String place = config.place();
        if (!(failure instanceof AwsServiceException said)) {
            return place + " can't be reached: " + root(failure) + "; look at endpoint, region and the network";
        }
        String answer = " (" + said.statusCode() + (code(said).isEmpty() ? "" : " " + code(said)) + ")";
        if (said.statusCode() == 404) {
            return place + " does not exist; make it, or correct bucket, endpoint or region";
        }
        if (said.statusCode() == 301 || said.statusCode() == 307 || "AuthorizationHeaderMalformed".equals(code(said))) {
            return place + " is in another region" + region(said) + "; correct region";
        }
        if ("InvalidAccessKeyId".equals(code(said)) || "SignatureDoesNotMatch".equals(code(said))) {
            return place + " refuses the credentials" + answer + "; correct access-key and secret-key";
        }
        if (said.statusCode() == 403 || said.statusCode() == 401) {
            return place + " does not allow to " + what + answer
                    + "; correct access-key and secret-key, or what the bucket's policy allows them";
        }
        return place + " failed to " + what + answer;
    }

    private static String region(AwsServiceException said) {
        return response(said)
                .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"))
                .map(region -> " (" + region + ")")
                .orElse("");
    }

    private static Optional<SdkHttpResponse> response(AwsServiceException said) {
        return Optional.ofNullable(said.awsErrorDetails()).map(details -> details.sdkHttpResponse());
    }

    /** S3's word for what went wrong; empty where it gave none. */
    private static String code(AwsServiceException said) {
        return Optional.ofNullable(said.awsErrorDetails())
                .map(details -> details.errorCode())
                .orElse("");
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
