/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Etherpad as an application: it speaks no WOPI and asks nobody for files, so this bridges. A file that is opened is put into
 * a pad of its own and locked; what people type there is fetched and written into the file every few seconds, as one of them;
 * when nobody is at the pad any more, it is written a last time, unlocked, and the pad is deleted.
 *
 * <p>Which pads there are is kept in the instance's database, so that any node of the site, and the plugin after a swap, goes
 * on with them.
 */
@NullMarked
package org.weft.app.pad;

import org.jspecify.annotations.NullMarked;
