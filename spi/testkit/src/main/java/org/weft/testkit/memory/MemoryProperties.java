/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.weft.spi.Caller;
import org.weft.spi.storage.Properties;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.Ref;

/** Properties are fields of the entries. */
final class MemoryProperties implements Properties {

    private final MemoryStore store;
    private final Tree tree;

    MemoryProperties(MemoryStore store, Tree tree) {
        this.store = store;
        this.tree = tree;
    }

    @Override
    public Map<PropertyName, String> get(Caller who, Ref ref, Set<PropertyName> names) throws IOException {
        return store.locked(() -> {
            Map<PropertyName, String> values = new HashMap<>(tree.find(ref).properties);
            if (!names.isEmpty()) {
                values.keySet().retainAll(names);
            }
            return values;
        });
    }

    @Override
    public void change(Caller who, Ref ref, Map<PropertyName, String> set, Set<PropertyName> unset) throws IOException {
        store.locked(() -> {
            Map<PropertyName, String> properties = tree.find(ref).properties;
            properties.keySet().removeAll(unset);
            properties.putAll(set);
            return true;
        });
    }
}
