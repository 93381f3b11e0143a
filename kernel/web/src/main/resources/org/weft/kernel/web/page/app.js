/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * Opens the app at once, and gives it the keyboard: there is nothing else on the page to do. Without scripts people press the
 * button.
 */
"use strict";
(() => {
  const form = document.getElementById("open");
  form.submit();
  form.hidden = true;
  document.getElementById("app")?.focus();
})();
