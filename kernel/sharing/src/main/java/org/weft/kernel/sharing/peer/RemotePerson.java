/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.peer;

/**
 * Somebody as sites tell each other of them.
 *
 * @param id the bare id at the person's own site
 * @param displayName may be empty
 * @param mail may be empty
 */
public record RemotePerson(String id, String displayName, String mail) {}
