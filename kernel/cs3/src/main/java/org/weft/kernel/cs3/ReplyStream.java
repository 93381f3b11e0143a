/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

/**
 * Where a streaming rpc sends its messages to. A slow client slows the sender by blocking it.
 *
 * @param <A> the messages
 */
interface ReplyStream<A> {

    /**
     * Sends a message.
     *
     * @return false when the client is gone, so that sending more is in vain
     */
    boolean send(A message);

    /** Whether the client takes more, now or within a moment. Else it is better to let go of what is held for it. */
    boolean isTaking();

    /**
     * Waits until the client takes more.
     *
     * @return false when the client is gone, or took nothing for too long
     */
    boolean awaitTaking();
}
