/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.weft.spi.app.FileAccess;

/**
 * The addresses of this host as its application knows them.
 *
 * @param base without a slash at the end
 */
record Links(String base) {

    /** @param endpoint the instance's endpoints as browsers would reach them */
    static Links of(WopiConfig config, URI endpoint) {
        if (config.hostUrl().isEmpty()) {
            return new Links(endpoint.toString());
        }
        String host = config.hostUrl().get().toString();
        return new Links((host.endsWith("/") ? host.substring(0, host.length() - 1) : host) + endpoint.getRawPath());
    }

    /** A file's address, without a token. */
    String source(FileAccess file) {
        return base + "/wopi/files/" + file.id();
    }

    /** A file's address with a token for it. */
    String file(FileAccess file) throws IOException {
        return with(source(file), file);
    }

    String container(FileAccess folder) throws IOException {
        return with(base + "/wopi/containers/" + folder.id(), folder);
    }

    String ecosystem(FileAccess any) throws IOException {
        return with(base + "/wopi/ecosystem", any);
    }

    private static String with(String url, FileAccess access) throws IOException {
        return url + "?access_token=" + URLEncoder.encode(access.newSession().token(), StandardCharsets.UTF_8);
    }
}
