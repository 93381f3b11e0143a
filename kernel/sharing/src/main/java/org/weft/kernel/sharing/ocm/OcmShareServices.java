/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import org.weft.kernel.sharing.share.ReceivedShares;

/**
 * The services of sharing with other sites, wired together. Thread-safe.
 *
 * @param sent shares with people at other sites, for those who make them
 * @param received shares from other sites, for those who receive them
 * @param ways how to get at what was received
 * @param tokens lets the receivers at other sites in
 */
public record OcmShareServices(
        OutgoingShares sent, ReceivedShares received, IncomingShares ways, OcmAccessTokens tokens) {}
