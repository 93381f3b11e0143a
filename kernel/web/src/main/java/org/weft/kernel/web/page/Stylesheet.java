/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.HttpExchange;

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
          --warn: light-dark(#a3291b, #ff9d8f);
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
        li code, p code { overflow-wrap: anywhere; }
        pre { background: var(--well); padding: 0.75rem 1rem; overflow-x: auto; border-radius: 6px; }
        header, footer { color: var(--quiet); font-size: 0.95rem; }
        footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
        table { border-collapse: collapse; width: 100%; }
        caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        th { text-align: left; color: var(--quiet); font-weight: 600; }
        th, td { padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        td:first-child { overflow-wrap: anywhere; }
        td.n, th.n { white-space: nowrap; font-variant-numeric: tabular-nums; }
        th.n, td.n { text-align: right; padding-right: 1.5rem; }
        td.t { white-space: nowrap; }
        tr.folder td:first-child { font-weight: 600; }
        .quiet, .zone { color: var(--quiet); }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        .note { background: var(--well); padding: 0.75rem 1rem; border-radius: 6px; white-space: pre-line; }
        .mistake { border-left: 4px solid var(--warn); padding-left: 0.75rem; font-weight: 600; }
        .crumbs { display: flex; flex-wrap: wrap; list-style: none; margin: 0; padding: 0; }
        .crumbs li { overflow-wrap: anywhere; }
        .crumbs li + li::before { content: "/"; color: var(--quiet); padding: 0 0.5rem; }
        .button, button {
          display: inline-block;
          border: 0;
          border-radius: 6px;
          padding: 0.5rem 1.1rem;
          background: var(--link);
          color: var(--paper);
          font: inherit;
          font-weight: 600;
          text-decoration: none;
          cursor: pointer;
        }
        .button:hover, button:hover { filter: brightness(1.12); }
        button:focus-visible, input:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        button.plain { background: none; color: var(--link); border: 1px solid var(--line); padding: 0.25rem 0.75rem; }
        button.plain:hover { border-color: var(--link); filter: none; }
        td form { margin: 0; text-align: right; }
        select:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        select, input[type="password"], input[type="text"] {
          font: inherit;
          padding: 0.45rem 0.6rem;
          border: 1px solid var(--quiet);
          border-radius: 6px;
          background: var(--paper);
          color: var(--ink);
          max-width: 100%;
        }
        label { font-weight: 600; }
        .field label { display: block; margin-bottom: 0.25rem; }
        .field input { box-sizing: border-box; width: 24rem; }
        .row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; }
        .ways { margin: 0.5rem 0 0; }
        input[type="file"] { font: inherit; max-width: 100%; width: 9.5rem; color: transparent; }
        input[type="file"]::file-selector-button {
          border: 0;
          border-radius: 6px;
          padding: 0.5rem 1.1rem;
          background: var(--link);
          color: var(--paper);
          font: inherit;
          font-weight: 600;
          cursor: pointer;
        }
        .drop { border: 2px dashed var(--line); border-radius: 8px; padding: 0.25rem 1rem; margin: 1.5rem 0; }
        .drop.over { border-color: var(--link); background: var(--well); }
        #sent { list-style: none; padding: 0; margin: 0; }
        #sent li { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: center; padding: 0.2rem 0; }
        #sent bdi { flex: 1 1 14rem; overflow-wrap: anywhere; }
        #sent .word { flex: 0 1 12rem; color: var(--quiet); }
        #sent .failed .word { color: var(--warn); font-weight: 600; }
        progress { accent-color: var(--link); width: 9rem; }
        .pages { display: flex; gap: 1.5rem; padding: 1rem 0; }
        dl > div { display: flex; gap: 1rem; padding: 0.2rem 0; }
        dt { color: var(--quiet); min-width: 6rem; }
        dd { margin: 0; overflow-wrap: anywhere; }
        body:has(iframe.app) {
          box-sizing: border-box;
          display: flex;
          flex-direction: column;
          height: 100vh;
          max-width: none;
        }
        body:has(iframe.app) main { display: flex; flex: 1; flex-direction: column; min-height: 0; }
        body:has(iframe.app) h1 { font-size: 1.2rem; }
        iframe.app { flex: 1; min-height: 15rem; border: 1px solid var(--line); border-radius: 6px; }
        @media (max-width: 36rem) {
          body { padding: 1rem; }
          .zone { display: none; }
          .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .cards tr { display: block; border-bottom: 1px solid var(--line); padding: 0.5rem 0; }
          .cards td { display: block; border: 0; padding: 0.1rem 0; font-size: 1rem; }
          .cards td:first-child { font-weight: 600; }
          .cards td[data-head]::before { content: attr(data-head) ": "; color: var(--quiet); }
          .cards td form { text-align: left; margin: 0.35rem 0; }
          th.n, td.n { padding-right: 0.75rem; }
          td.n, td.t { font-size: 0.85rem; }
          td.t { white-space: normal; min-width: 5.5rem; }
        }
        """.getBytes(StandardCharsets.UTF_8);

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.header("Cache-Control", "max-age=3600");
        exchange.send("text/css; charset=utf-8", CSS);
    }
}
