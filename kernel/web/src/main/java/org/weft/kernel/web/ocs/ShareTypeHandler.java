/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.Map;
import org.weft.kernel.http.HttpExchange;
import org.weft.spi.share.ShareId;

/** Shares of one kind, by their ids. A share of another kind is none: {@code NotFound}. */
interface ShareTypeHandler {

    Map<String, Object> get(HttpExchange exchange, ShareId id);

    Map<String, Object> update(HttpExchange exchange, ShareId id, ShareForm form);

    void remove(HttpExchange exchange, ShareId id);
}
