/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.identity;

import java.util.OptionalLong;
import org.weft.spi.GroupId;

/**
 * A group of users.
 *
 * @param id what never changes
 * @param name the group's short name
 * @param mail may be empty
 * @param displayName may be empty
 * @param gidNumber the POSIX group id
 */
public record Group(GroupId id, String name, String mail, String displayName, OptionalLong gidNumber) {}
