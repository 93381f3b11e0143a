/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.identity.signin.SignIn;

/** Serves pages on a free port, and asks for them byte by byte as {@code http://weft.test}. */
final class PageServer implements AutoCloseable {

    private static final Pattern TICKET = Pattern.compile("name=\"ticket\" value=\"([^\"]+)\"");

    private final HttpServer server;

    PageServer(Router router, SignIn signIn) throws IOException {
        server = new HttpServer(
                HttpSettings.at("127.0.0.1", 0), router, new SignInAuthenticator(signIn), RequestObserver.NONE);
        server.start();
    }

    int port() {
        return server.port();
    }

    /** @param form the body; empty for none */
    Answer ask(String method, String path, String form, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + ' ' + path + " HTTP/1.1\nHost: weft.test\n");
        for (String header : headers) {
            request.append(header).append('\n');
        }
        if (!form.isEmpty()) {
            request.append("Content-Type: application/x-www-form-urlencoded\nContent-Length: ")
                    .append(form.length())
                    .append('\n');
        }
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            return wire.send(request.append('\n').append(form).toString()).answer();
        }
    }

    /** What the first group of a pattern finds; there has to be something. */
    static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    /** The ticket in a page's form. */
    static String ticket(Answer page) {
        return found(TICKET, page.body());
    }

    /** The cookie of one name that an answer sets, as a browser sends it back. */
    static String cookie(Answer answer, String name) {
        return found(Pattern.compile("(?m)^(" + name + "=[^;]*)"), answer.header("Set-Cookie"));
    }

    @Override
    public void close() {
        server.close();
    }
}
