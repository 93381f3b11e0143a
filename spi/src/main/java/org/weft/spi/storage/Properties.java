/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.weft.spi.Caller;

/**
 * Dead properties kept by the backend: what clients keep with a node, without meaning to the server (RFC 4918, section 4). A
 * driver without them is completed by the kernel. Thread-safe.
 *
 * <p>They belong to the node and not to its name: they stay when the file gets other content, go with the node where it is moved to
 * and through the trash and back, outlive the driver, and end with the node. {@link ServerCopy} gives a copy those of its
 * original, which go their own ways from then on. Setting them is no change of the content.
 *
 * <p>{@code NotFound} when there is no such node.
 */
public interface Properties {

    /**
     * The values of the names that are set; of all, when {@code names} is empty. A value is an XML fragment: the property's children
     * as they were sent, kept character for character. All are of one moment. Asked for each node of a listing that wants them, so it
     * is cheap.
     */
    Map<PropertyName, String> get(Caller who, Ref ref, Set<PropertyName> names) throws IOException;

    /**
     * Sets and unsets, all or nothing, in one step that no {@link #get} sees half of. A name that is in both is set. Unsetting what is
     * not set is no failure. Called inside the kernel's guard, which has judged rights and locks; so it is short, and takes no lock that
     * {@code stat} may wait for.
     *
     * <p>The kernel hands over names of at most 1 KiB of namespace and 512 bytes of local name, values of up to 65 536 characters that
     * hold no U+0000, and leaves the rest to the driver.
     *
     * @throws org.weft.spi.WeftException.InvalidArgument for a name or a value that the backend can't hold as it is
     * @throws org.weft.spi.WeftException.NoSpace when there is no more room for them
     */
    void change(Caller who, Ref ref, Map<PropertyName, String> set, Set<PropertyName> unset) throws IOException;
}
