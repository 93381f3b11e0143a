/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * Turns the pages of a list whose entries have keys, and whose source can only be read from its beginning: passes over
 * what earlier pages held, and stops when the page is full or the message would be too large. For one request.
 */
final class KeyedPages {

    /** Room for the status and the page token, and for what the transport adds. */
    private static final int RESERVE = 16 << 10;

    private final PageRequest page;
    private final String instead;
    private final int messageLimit;
    private boolean begun;
    private int taken;
    private long bytes;
    private boolean more;
    private @Nullable String last;

    /**
     * @param instead what a client may do whose list is too large for one message
     * @param messageLimit how large that is
     */
    KeyedPages(PageRequest page, String instead, int messageLimit) {
        this.page = page;
        this.instead = instead;
        this.messageLimit = messageLimit;
        this.begun = page.after().isEmpty();
    }

    /** Whether the entry belongs to an earlier page. */
    boolean passes(String key) {
        if (begun) {
            return false;
        }
        begun = key.equals(page.after().orElse(""));
        return true;
    }

    /** Whether there is room for the entry; when not, no more are wanted. */
    boolean takes(String key, MessageLite entry) {
        int size = entry.getSerializedSize();
        bytes += size + 1L + CodedOutputStream.computeUInt32SizeNoTag(size);
        if (page.isFull(taken) || bytes > messageLimit - RESERVE) {
            more = true;
            return false;
        }
        taken++;
        last = key;
        return true;
    }

    /** Whether all was wanted at once, and is more than a message holds. */
    boolean isTooMuch() {
        return more && (page.isWhole() || last == null);
    }

    /** What a client is told when it is too much. */
    Status tooMuch(RpcCall call) {
        return call.status(
                Code.CODE_RESOURCE_EXHAUSTED, "the list is larger than " + messageLimit + " bytes; use " + instead);
    }

    /**
     * Where the next page begins; empty after the last one.
     *
     * @throws InvalidArgument when the entry is gone behind which this page was to begin
     */
    String next() {
        if (!begun) {
            throw new InvalidArgument("what this page_token stands for is gone; begin with the first page again");
        }
        return more && last != null ? PageRequest.token(last) : "";
    }
}
