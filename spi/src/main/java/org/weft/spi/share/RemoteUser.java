/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.time.Instant;
import org.weft.spi.UserId;

/**
 * Somebody at another site who is a contact of a user here.
 *
 * @param id a federated id: the other site's host and the bare id there
 * @param displayName may be empty
 * @param mail may be empty
 * @param since when the invitation was accepted
 */
public record RemoteUser(UserId id, String displayName, String mail, Instant since) {}
