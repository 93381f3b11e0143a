/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.weft.spi.Caller;

/** Dead properties kept by the backend. A driver without them is completed by the kernel. */
public interface Properties {

    /**
     * The values of the names that are set; of all, when {@code names} is empty. A value is an XML fragment: the
     * property's children as they were sent.
     */
    Map<PropertyName, String> get(Caller who, Ref ref, Set<PropertyName> names) throws IOException;

    /** Sets and unsets, all or nothing. Unsetting what is not set is no failure. */
    void change(Caller who, Ref ref, Map<PropertyName, String> set, Set<PropertyName> unset) throws IOException;
}
