/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import java.util.List;

/**
 * A type of files that some app opens.
 *
 * @param rule what is known of the type
 * @param apps those that open it, the default first
 * @param creates whether one of them can make new files of it
 */
public record AppFileType(AppTypeRule rule, List<OfferedApp> apps, boolean creates) {

    public AppFileType {
        apps = List.copyOf(apps);
    }
}
