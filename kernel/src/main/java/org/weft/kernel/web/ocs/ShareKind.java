/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.Map;
import org.weft.kernel.http.Exchange;
import org.weft.spi.share.ShareId;

/** Shares of one kind, by their ids. A share of another kind is none: {@code NotFound}. */
interface ShareKind {

    Map<String, Object> get(Exchange exchange, ShareId id);

    Map<String, Object> update(Exchange exchange, ShareId id, ShareForm form);

    void remove(Exchange exchange, ShareId id);
}
