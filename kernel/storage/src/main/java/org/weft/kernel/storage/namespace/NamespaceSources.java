/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.function.Supplier;
import org.weft.kernel.storage.access.AccessService;
import org.weft.kernel.storage.access.ProjectMemberships;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.resource.SiteMediaTypes;

/**
 * What the namespace is made of.
 *
 * @param mounts the table as it is now; it changes while the server runs
 * @param access what callers may do
 * @param projects who is in which project space
 * @param received what callers have received
 * @param links where links lead
 * @param types which types the site gives to files
 * @param ticker tells how long ago something was looked at
 */
record NamespaceSources(
        Supplier<MountTable> mounts,
        AccessService access,
        ProjectMemberships projects,
        ReceivedItems received,
        LinkTargets links,
        SiteMediaTypes types,
        Ticker ticker) {}
