/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import org.weft.kernel.runtime.observe.AuditLog;
import org.weft.kernel.runtime.observe.LogText;
import org.weft.spi.UserId;
import org.weft.spi.identity.User;

/** What the audit log keeps of signing in. What clients say is cut and cleaned first. */
final class SignInAudit {

    private SignInAudit() {}

    /** What was checked now, not what is remembered: a busy client is one entry a minute. */
    static void signedIn(String type, User user, String remoteAddress) {
        AuditLog.entry()
                .addKeyValue("user", user.id())
                .addKeyValue("username", user.username())
                .addKeyValue("type", LogText.clean(type))
                .addKeyValue("address", LogText.clean(remoteAddress))
                .log("sign-in");
    }

    /** Somebody was let in whom a service account stands for. */
    static void signedIn(String type, User user, String by, String remoteAddress) {
        AuditLog.entry()
                .addKeyValue("user", user.id())
                .addKeyValue("username", user.username())
                .addKeyValue("type", LogText.clean(type))
                .addKeyValue("by", by)
                .addKeyValue("address", LogText.clean(remoteAddress))
                .log("sign-in");
    }

    static void refused(String type, String account, String remoteAddress, String source, String reason) {
        AuditLog.entry()
                .addKeyValue("account", LogText.clean(account))
                .addKeyValue("type", LogText.clean(type))
                .addKeyValue("source", source)
                .addKeyValue("reason", LogText.clean(reason))
                .addKeyValue("address", LogText.clean(remoteAddress))
                .log("sign-in-refused");
    }

    /** @param source the provider that said so; empty for the person's own word */
    static void signedOut(UserId user, String source) {
        AuditLog.entry().addKeyValue("user", user).addKeyValue("source", source).log("sign-out");
    }

    static void blocked(User user) {
        AuditLog.entry()
                .addKeyValue("user", user.id())
                .addKeyValue("username", user.username())
                .log("blocked");
    }
}
