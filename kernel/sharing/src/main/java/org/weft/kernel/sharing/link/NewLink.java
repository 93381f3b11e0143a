/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import java.time.Instant;
import java.util.Optional;
import org.weft.spi.storage.Rights;

/**
 * A link that somebody wants. Its text form shows no password.
 *
 * @param rights what it shall give; none for an internal link, which leads those who have access anyway
 * @param password empty for none; an internal link has none
 * @param expires empty for as long as the site lets it
 * @param displayName what the owner calls it
 * @param description what the owner says of it
 * @param quick whether it shall be the one quick link to the resource
 * @param notifyUploads whether the owner wants to hear of uploads
 * @param notifyRecipients mail addresses besides, separated by commas
 */
public record NewLink(
        Rights rights,
        Optional<String> password,
        Optional<Instant> expires,
        String displayName,
        String description,
        boolean quick,
        boolean notifyUploads,
        String notifyRecipients) {

    boolean isInternal() {
        return rights.isEmpty();
    }

    /** With these rights and nothing else. */
    public static NewLink of(Rights rights) {
        return new NewLink(rights, Optional.empty(), Optional.empty(), "", "", false, false, "");
    }

    /** The same behind a password. */
    public NewLink withPassword(String secret) {
        return new NewLink(
                rights, Optional.of(secret), expires, displayName, description, quick, notifyUploads, notifyRecipients);
    }

    /** The same with an end. */
    public NewLink until(Instant end) {
        return new NewLink(
                rights, password, Optional.of(end), displayName, description, quick, notifyUploads, notifyRecipients);
    }

    /** The same as the one quick link. */
    public NewLink asQuick() {
        return new NewLink(rights, password, expires, displayName, description, true, notifyUploads, notifyRecipients);
    }

    @Override
    public String toString() {
        return "new link " + rights;
    }
}
