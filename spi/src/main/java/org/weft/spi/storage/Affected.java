/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.Optional;

/**
 * The nodes that a change touches, as they are at that moment.
 *
 * @param space the space it happens in
 * @param parent the folder whose list of names changes; empty for the root itself
 * @param source the node that is written, deleted or moved; empty when it is new
 * @param replaced a node that disappears because another takes its name; empty when the name was free
 */
public record Affected(SpaceId space, Optional<Node> parent, Optional<Node> source, Optional<Node> replaced) {}
