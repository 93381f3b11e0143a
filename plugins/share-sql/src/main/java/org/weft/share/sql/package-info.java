/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Keeps shares, what their receivers made of them, invitations and contacts in the database that the server lends. {@link
 * org.weft.share.sql.SqlShareStore} and {@link org.weft.share.sql.SqlInviteBox} are the two faces; {@link
 * org.weft.share.sql.ShareRow} knows the columns, {@link org.weft.share.sql.Questions} the conditions. No rule of sharing
 * lives here, and no SQL that only one of the two databases understands.
 */
@NullMarked
package org.weft.share.sql;

import org.jspecify.annotations.NullMarked;
