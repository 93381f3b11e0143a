/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.app;

import java.net.URI;
import java.util.Map;

/** What a browser does to open a file in an application. Immutable; built by providers with the static factories. */
public final class AppSession {

    private final String method;
    private final URI url;
    private final Map<String, String> form;
    private final Map<String, String> headers;
    private final Target target;
    private final ViewMode mode;
    private final String reason;

    private AppSession(
            String method,
            URI url,
            Map<String, String> form,
            Map<String, String> headers,
            Target target,
            ViewMode mode,
            String reason) {
        this.method = method;
        this.url = url;
        this.form = Map.copyOf(form);
        this.headers = Map.copyOf(headers);
        this.target = target;
        this.mode = mode;
        this.reason = reason;
    }

    /** The browser loads the URL. */
    public static AppSession get(URI url, ViewMode mode) {
        return new AppSession("GET", url, Map.of(), Map.of(), Target.IFRAME, mode, "");
    }

    /** The browser sends a form to the URL; the way to hand over a token, which then stands in no log. */
    public static AppSession post(URI url, Map<String, String> form, ViewMode mode) {
        return new AppSession("POST", url, form, Map.of(), Target.IFRAME, mode, "");
    }

    /** The same, opened elsewhere. */
    public AppSession in(Target value) {
        return new AppSession(method, url, form, headers, value, mode, reason);
    }

    /** The same, with headers that the client shall send. */
    public AppSession withHeaders(Map<String, String> value) {
        return new AppSession(method, url, form, value, target, mode, reason);
    }

    /** The same, telling people why they got another mode than they asked for. */
    public AppSession because(String value) {
        return new AppSession(method, url, form, headers, target, mode, value);
    }

    /** {@code GET} or {@code POST}. */
    public String method() {
        return method;
    }

    public URI url() {
        return url;
    }

    /** The form's fields; may hold the session's token. */
    public Map<String, String> form() {
        return form;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public Target target() {
        return target;
    }

    /** The mode that the file really opens in; never more than was asked for. */
    public ViewMode mode() {
        return mode;
    }

    /** Why the mode is another than was asked for; empty when it is not. */
    public String reason() {
        return reason;
    }

    /** Never shows the form. */
    @Override
    public String toString() {
        return method + " " + url.getScheme() + "://" + url.getAuthority() + " " + mode;
    }

    /** Where the application opens. */
    public enum Target {
        /** In a frame of the page. */
        IFRAME,
        /** In a tab of its own. */
        BLANK
    }
}
