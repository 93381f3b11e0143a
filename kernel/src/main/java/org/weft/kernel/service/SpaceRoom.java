/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.util.OptionalLong;
import org.weft.kernel.state.SpaceKey;

/**
 * The room for a file that is yet to come.
 *
 * @param space the space that it will lie in
 * @param remaining how many bytes still fit there; empty where the storage does not say
 */
public record SpaceRoom(SpaceKey space, OptionalLong remaining) {}
