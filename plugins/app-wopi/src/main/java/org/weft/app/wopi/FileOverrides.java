/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.weft.spi.UserType;
import org.weft.spi.app.ViewMode;

/** What is posted to a file's address; a header tells what it is. */
final class FileOverrides {

    private static final int LONGEST_USER_INFO = 1024;

    private FileOverrides() {}

    static void run(Call call) throws IOException {
        String override = call.header("X-WOPI-Override")
                .orElseThrow(() -> new Refusal(400, "the request does not say what it is in X-WOPI-Override"));
        switch (override) {
            case "LOCK" -> new Locks(call).lock();
            case "GET_LOCK" -> new Locks(call).get();
            case "REFRESH_LOCK" -> new Locks(call).refresh();
            case "UNLOCK" -> new Locks(call).unlock();
            case "PUT_RELATIVE" -> new NewFiles(call).putRelative();
            case "RENAME_FILE" -> new Renames(call).file();
            case "DELETE" -> new Renames(call).delete();
            case "PUT_USER_INFO" -> putUserInfo(call);
            case "GET_SHARE_URL" -> shareUrl(call);
            case "ADD_ACTIVITIES" -> new Activities(call).add();
            default -> throw new Refusal(501, "this host does not do '" + shown(override) + "'");
        }
    }

    static String shown(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    private static void putUserInfo(Call call) throws IOException {
        if (call.access().user().id().type() == UserType.GUEST) {
            throw new Refusal(501, "nothing is kept for visitors without an account");
        }
        byte[] body = call.exchange().body().readNBytes(LONGEST_USER_INFO + 1);
        if (body.length > LONGEST_USER_INFO) {
            throw new Refusal(400, "what is kept for a user has at most " + LONGEST_USER_INFO + " bytes");
        }
        call.access().setPreference("user-info", new String(body, StandardCharsets.UTF_8));
        call.empty(200);
    }

    static void shareUrl(Call call) throws IOException {
        ViewMode mode = switch (call.header("X-WOPI-UrlType").orElse("")) {
            case "ReadOnly" -> ViewMode.READ_ONLY;
            case "ReadWrite" -> ViewMode.READ_WRITE;
            default -> throw new Refusal(501, "there are URLs of the types ReadOnly and ReadWrite");
        };
        Optional<URI> url = call.access().shareUrl(mode);
        if (url.isEmpty()) {
            throw new Refusal(501, "visitors have no URLs to pass on");
        }
        JsonObject answer = new JsonObject();
        answer.addProperty("ShareUrl", url.get().toString());
        call.json(200, answer);
    }
}
