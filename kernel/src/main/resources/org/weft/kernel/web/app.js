/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * Opens the app at once; without scripts people press the button.
 */
"use strict";
(() => {
  const form = document.getElementById("open");
  form.submit();
  form.hidden = true;
})();
