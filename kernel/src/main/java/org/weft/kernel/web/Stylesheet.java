/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.Exchange;

/** The one stylesheet of all pages: light and dark, no fonts and no images from anywhere. */
final class Stylesheet implements Endpoint {

    static final String PATH = "/weft.css";

    private static final byte[] CSS = """
            :root {
              color-scheme: light dark;
              --ink: light-dark(#1c2430, #e6e9ee);
              --quiet: light-dark(#4c5a6b, #a9b4c2);
              --paper: light-dark(#fdfdfb, #14181d);
              --line: light-dark(#d5dbe2, #323b46);
              --link: light-dark(#0b5a8a, #7cc4f2);
              --well: light-dark(#eef2f5, #1f262e);
            }
            body {
              margin: 0 auto;
              max-width: 52rem;
              padding: 1.5rem;
              background: var(--paper);
              color: var(--ink);
              font: 1rem/1.55 system-ui, sans-serif;
            }
            a { color: var(--link); }
            a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
            h1 { font-size: 1.75rem; line-height: 1.2; margin: 0.5rem 0 1rem; overflow-wrap: anywhere; }
            h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; }
            pre, code { font-family: ui-monospace, monospace; font-size: 0.92rem; }
            pre { background: var(--well); padding: 0.75rem 1rem; overflow-x: auto; border-radius: 6px; }
            header, footer { color: var(--quiet); font-size: 0.95rem; }
            footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
            table { border-collapse: collapse; width: 100%; }
            caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
            th { text-align: left; color: var(--quiet); font-weight: 600; }
            th, td { padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
            td:first-child { overflow-wrap: anywhere; }
            td.n { white-space: nowrap; }
            """.getBytes(StandardCharsets.UTF_8);

    @Override
    public void handle(Exchange exchange) throws IOException {
        exchange.header("Cache-Control", "max-age=3600");
        exchange.send("text/css; charset=utf-8", CSS);
    }
}
