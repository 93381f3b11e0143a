-- The nodes of a tree whose backend knows paths only. Times are milliseconds since 1970.

-- folder: size, mtime and etag are those of all that is known below it. doubtful: a new content of the same size and time
-- may have taken the place of the one that the etag names. identity: what the backend calls it, where it has such ids.
-- listed: the last search for names that are gone which still found it. A node whose parent is gone is garbage.
CREATE TABLE node (
  id       TEXT    NOT NULL PRIMARY KEY,
  parent   TEXT,
  name     TEXT    NOT NULL,
  folder   INTEGER NOT NULL,
  size     BIGINT  NOT NULL,
  mtime    BIGINT  NOT NULL,
  etag     TEXT    NOT NULL,
  digests  TEXT    NOT NULL,
  doubtful INTEGER NOT NULL,
  identity TEXT,
  listed   BIGINT  NOT NULL
);
CREATE UNIQUE INDEX node_name ON node (parent, name);
CREATE INDEX node_identity ON node (identity) WHERE identity IS NOT NULL;

-- Moves that have begun: written before the backend is asked, taken away together with the change of the node.
CREATE TABLE move (
  node   TEXT NOT NULL PRIMARY KEY,
  parent TEXT NOT NULL,
  name   TEXT NOT NULL
);
