/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.types.v1beta1.Opaque;
import com.cs3.types.v1beta1.OpaqueEntry;
import com.google.protobuf.ByteString;
import org.weft.spi.storage.Quota;

/** Room in CS3's words. */
final class QuotaMessages {

    private QuotaMessages() {}

    /** The whole room; without a limit, all that is used and all that still fits; 0 when nothing is known. */
    static long total(Quota quota) {
        if (quota.total().isPresent()) {
            return quota.total().getAsLong();
        }
        return quota.remaining().isPresent()
                ? quota.used().orElse(0) + quota.remaining().getAsLong()
                : 0;
    }

    /** The room left, under the key that clients of the forks look for. */
    static Opaque remaining(Quota quota) {
        if (quota.remaining().isEmpty()) {
            return Opaque.getDefaultInstance();
        }
        String remaining = Long.toString(quota.remaining().getAsLong());
        return Opaque.newBuilder()
                .putMap(
                        "remaining",
                        OpaqueEntry.newBuilder()
                                .setDecoder("plain")
                                .setValue(ByteString.copyFromUtf8(remaining))
                                .build())
                .build();
    }

    static com.cs3.storage.provider.v1beta1.Quota message(Quota quota) {
        return com.cs3.storage.provider.v1beta1.Quota.newBuilder()
                .setQuotaMaxBytes(total(quota))
                .setRemainingBytes(quota.remaining().orElse(0))
                .build();
    }
}
