/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import java.util.Set;
import java.util.TreeSet;
import org.weft.spi.app.AppAction;
import org.weft.spi.app.AppInfo;

/**
 * An app that can be used now.
 *
 * @param instance the configuration entry of its provider
 * @param info what its provider says
 */
public record OfferedApp(String instance, AppInfo info) {

    /** What it can do with any of its types. */
    public Set<AppAction> actions() {
        Set<AppAction> actions = new TreeSet<>();
        info.types().forEach(type -> actions.addAll(type.actions()));
        return actions;
    }
}
