/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.spaces;

/**
 * What people are told of a space; each may be empty.
 *
 * @param alias a short name
 * @param description a text
 * @param readme the id of a file that tells more
 * @param thumbnail the id of a picture
 */
public record SpaceDescription(String alias, String description, String readme, String thumbnail) {

    public static final SpaceDescription NONE = new SpaceDescription("", "", "", "");
}
