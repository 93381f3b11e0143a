/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.app.AppSession;

/**
 * A file that was opened in an app.
 *
 * @param file the file
 * @param app the app's name
 * @param session what the browser does
 * @param reason why the file opens in another mode than was asked for; empty when it does not
 * @param editor the app to edit it with instead, where another one is editing it already; may be empty
 */
public record OpenedApp(Resource file, String app, AppSession session, String reason, String editor) {}
