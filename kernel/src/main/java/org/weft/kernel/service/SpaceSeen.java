/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.util.Optional;
import org.weft.spi.UserId;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.Space;

/**
 * A space as a caller sees it.
 *
 * @param kind personal, or project for all others
 * @param name shown to people
 * @param owner whose it is, where anyone owns it
 * @param root its top folder
 * @param quota its room
 */
public record SpaceSeen(Space.Kind kind, String name, Optional<UserId> owner, Resource root, Quota quota) {}
