-- A file that is open in a pad. Times are in milliseconds since 1970; 0 stands for never.
CREATE TABLE pad (
    id TEXT PRIMARY KEY,
    -- the file, as the kernel names it to applications
    file TEXT NOT NULL,
    -- the lock on the file; empty for a pad to look at, which is never written back
    lock_id TEXT NOT NULL,
    -- of the text that is in the file
    digest TEXT NOT NULL,
    -- when the lock was taken or refreshed last
    locked BIGINT NOT NULL,
    -- since when nobody is at the pad
    empty_since BIGINT NOT NULL,
    -- when a node looks at it next
    due BIGINT NOT NULL
);
CREATE INDEX pad_due ON pad (due);

-- The sessions in which it was opened; their tokens write it back.
CREATE TABLE pad_session (
    pad TEXT NOT NULL,
    session TEXT NOT NULL,
    token TEXT NOT NULL,
    opened BIGINT NOT NULL,
    PRIMARY KEY (pad, session)
);
