/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import org.weft.kernel.storage.access.AccessService;
import org.weft.kernel.storage.resource.SiteMediaTypes;

/**
 * What all locations of a site have in common.
 *
 * @param access what callers may do
 * @param types the types that the site gives to files
 */
record LocationContext(AccessService access, SiteMediaTypes types) {}
