/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

/**
 * What a transfer token allows: to move the bytes of one file, once it was agreed over CS3.
 *
 * @param kind {@code "download"} or {@code "upload"}; whoever takes the token compares it
 * @param payload what the data endpoint needs to know, in its own form; signed, but readable by whoever holds the token
 */
public record TransferToken(String kind, String payload) {}
