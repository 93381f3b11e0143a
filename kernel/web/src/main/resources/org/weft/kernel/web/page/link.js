/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * Uploads to a public link: files that are chosen or dropped go up one after the other, each with its progress.
 */
"use strict";
(() => {
  const box = document.getElementById("upload");
  if (!box) {
    return;
  }
  const chooser = document.getElementById("files");
  const list = document.getElementById("sent");
  const status = document.getElementById("status");
  const again = document.getElementById("again");
  const target = box.dataset.target;
  const waiting = [];
  let busy = false;
  let done = 0;
  let failed = 0;
  let all = 0;

  box.hidden = false;

  const say = () => {
    const end = all === done + failed;
    const trouble = failed ? `, ${failed} failed` : "";
    status.textContent = end
      ? `${done} of ${all} ${all === 1 ? "file" : "files"} uploaded${trouble}.`
      : `Uploading ${done + failed + 1} of ${all}${trouble}…`;
    if (again) {
      again.hidden = !(end && done);
    }
  };

  const row = (file) => {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    const bar = document.createElement("progress");
    const word = document.createElement("span");
    name.textContent = file.name;
    bar.max = Math.max(1, file.size);
    bar.value = 0;
    bar.setAttribute("aria-label", `Progress of ${file.name}`);
    word.className = "word";
    word.textContent = "waiting";
    item.append(name, bar, word);
    list.append(item);
    return { item, bar, word };
  };

  const reason = (request) => {
    switch (request.status) {
      case 0: return "the connection broke off";
      case 401: case 403: return "not allowed, or your visit has ended: load this page again";
      case 404: return "the link has ended";
      case 413: case 507: return "there is no room for it";
      case 429: return "too many attempts: wait a little";
      default: return `failed (${request.status})`;
    }
  };

  const next = () => {
    const job = waiting.shift();
    if (!job) {
      busy = false;
      return;
    }
    busy = true;
    say();
    const { file, bar, word, item } = job;
    const request = new XMLHttpRequest();
    request.open("PUT", `${target}&name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    if (file.lastModified) {
      request.setRequestHeader("X-OC-Mtime", String(Math.floor(file.lastModified / 1000)));
    }
    request.upload.addEventListener("progress", (event) => {
      bar.value = event.loaded;
      word.textContent = `${Math.floor((100 * event.loaded) / Math.max(1, event.total))} %`;
    });
    request.addEventListener("loadend", () => {
      if (request.status === 201) {
        done++;
        bar.value = bar.max;
        let kept = file.name;
        try {
          kept = JSON.parse(request.responseText).name || kept;
        } catch (none) {
          // The name it has here is good enough.
        }
        word.textContent = kept === file.name ? "done" : `done, as ${kept}`;
        item.className = "done";
      } else {
        failed++;
        word.textContent = reason(request);
        item.className = "failed";
      }
      next();
      say();
    });
    word.textContent = "0 %";
    request.send(file);
  };

  const take = (files) => {
    for (const file of files) {
      all++;
      waiting.push({ file, ...row(file) });
    }
    if (!busy && waiting.length) {
      next();
    }
  };

  chooser.addEventListener("change", () => {
    take(chooser.files);
    chooser.value = "";
  });

  let inside = 0;
  const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragenter", (event) => {
    if (carriesFiles(event)) {
      inside++;
      box.classList.add("over");
      event.preventDefault();
    }
  });
  document.addEventListener("dragleave", (event) => {
    if (carriesFiles(event) && --inside <= 0) {
      inside = 0;
      box.classList.remove("over");
    }
  });
  document.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
    }
  });
  document.addEventListener("drop", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      inside = 0;
      box.classList.remove("over");
      take(event.dataTransfer.files);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (busy) {
      event.preventDefault();
    }
  });
})();
