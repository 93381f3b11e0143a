/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.probe;

import org.weft.spi.storage.Probe.Outcome;
import org.weft.spi.storage.Probe.Trial;

/** What is tried of every storage: what it means when it is not so, and what to do. */
enum ProbeCheck {
    ROOM(
            "room",
            "uploads are refused soon",
            "give the storage more room, or let versions and the trash be kept for a shorter time"),
    PLACE(
            "place of its own",
            "nobody can make a folder here",
            "look at what the backend allows the server's account, and whether it is mounted read-only"),
    WRITE(
            "write",
            "nobody can keep a file here",
            "look at what the backend allows the server's account, at its room, and at its own log"),
    READ("read", "what people get back is not what they stored", "keep nothing here before the cause is known"),
    RANGE(
            "range",
            "downloads that go on, videos and archives get wrong bytes",
            "look for a proxy or a cache between the server and the backend"),
    REPLACE(
            "replace",
            "saving a file that exists fails or is lost",
            "the backend must let a new file take the place of another"),
    CREATE_RACE(
            "create, several at once",
            "two people who make the same file overwrite each other unseen",
            "the backend must refuse to create what exists, in one step"),
    WRITE_RACE(
            "write if unchanged, several at once",
            "two people who save the same file overwrite each other unseen",
            "the backend must judge a condition and write in one step"),
    STALE(
            "write if unchanged, too late",
            "a change that somebody did not see is overwritten",
            "the backend must judge conditions of writes"),
    RENAME("rename", "people can't rename or move", "look at what the backend allows the server's account"),
    RENAME_OVER(
            "rename over another",
            "programs that save by a temporary file and a rename can't save",
            "the backend must let a rename replace what is there; see the driver's page for a way around"),
    RENAME_FOLDER(
            "rename a folder", "people can't rename or move folders", "the backend must let a folder with files move"),
    COPY("copy", "copies by the backend itself fail", "switch them off: disable = [\"copy\"] in its [[storage]]"),
    LIST(
            "list",
            "people and sync clients miss files that are there, or see some twice",
            "the backend must list at once what was written"),
    CLOCK(
            "clock",
            "times of files are wrong, and sync clients may take an old file for the newer one",
            "let both machines follow the same time servers"),
    FIRST_BYTE("first byte", "every download waits", "look at the network and at the load of the backend"),
    UPLOAD("upload", "files can't be stored whole", "look at the backend's own log, its limits and its room"),
    DOWNLOAD("download", "files can't be read whole", "look at the backend's own log, and at the network"),
    OPERATIONS("operations", "looking at a file fails", "look at the backend's own log, and at the network"),
    AWAY(
            "take away",
            "what the probe made is still there; deleting may fail for people too",
            "delete it by hand; look at what the backend allows the server's account");

    private final String what;
    private final String meaning;
    private final String advice;

    ProbeCheck(String what, String meaning, String advice) {
        this.what = what;
        this.meaning = meaning;
        this.advice = advice;
    }

    Trial good(String result) {
        return Trial.good(what, result);
    }

    Trial bad(String result) {
        return new Trial(what, Outcome.BAD, result, meaning, advice);
    }

    /** Something to know of that is not what a failure would mean. */
    Trial note(String result, String otherMeaning, String otherAdvice) {
        return new Trial(what, Outcome.NOTE, result, otherMeaning, otherAdvice);
    }

    /** Not as it should be, and yet bearable. */
    Trial note(String result) {
        return note(result, meaning, advice);
    }

    /** Not tried, because the driver does not promise it. */
    Trial absent(String result) {
        return note(result, "", "");
    }
}
