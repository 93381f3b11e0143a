-- The tree of a blob storage. Times are microseconds since 1970; stamps name attempts to change something.

-- Facts about the whole: the tree's id, its root, a rebuild under way.
CREATE TABLE tree (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

-- The running engines. Whose row is gone may not commit any more.
CREATE TABLE process (
  id   TEXT   NOT NULL PRIMARY KEY,
  seen BIGINT NOT NULL
);

-- state: 0 in the tree (or below the top of something that is not), 1 top of a trash item, 2 top of what is deleted for
-- good, 3 top of a copy under construction. Tops other than the root's have no parent. A folder's size and held are those
-- of all below it, up to the roots of other spaces; held counts versions too.
CREATE TABLE node (
  id        TEXT    NOT NULL PRIMARY KEY,
  parent    TEXT,
  name      TEXT    NOT NULL,
  folder    INTEGER NOT NULL,
  state     INTEGER NOT NULL,
  space     INTEGER NOT NULL,
  size      BIGINT  NOT NULL,
  held      BIGINT  NOT NULL,
  etag      TEXT    NOT NULL,
  mtime     BIGINT  NOT NULL,
  changed   BIGINT  NOT NULL,
  revision  BIGINT  NOT NULL,
  stamp     TEXT    NOT NULL,
  blob      TEXT,
  checksums TEXT    NOT NULL,
  media     TEXT
);
CREATE UNIQUE INDEX node_name ON node (parent, name);
CREATE INDEX node_blob ON node (blob) WHERE blob IS NOT NULL;
CREATE INDEX node_top ON node (state) WHERE state <> 0;
CREATE INDEX node_space ON node (parent) WHERE space = 1;

CREATE TABLE version (
  node      TEXT   NOT NULL,
  number    BIGINT NOT NULL,
  blob      TEXT   NOT NULL,
  size      BIGINT NOT NULL,
  etag      TEXT   NOT NULL,
  mtime     BIGINT NOT NULL,
  checksums TEXT   NOT NULL,
  media     TEXT,
  PRIMARY KEY (node, number)
);
CREATE INDEX version_blob ON version (blob);
CREATE INDEX version_number ON version (number);

-- kind: 0 the rest of the instance, 1 personal, 2 project.
CREATE TABLE space (
  id      TEXT    NOT NULL PRIMARY KEY,
  kind    INTEGER NOT NULL,
  name    TEXT    NOT NULL,
  idp     TEXT,
  opaque  TEXT,
  type    TEXT,
  quota   BIGINT,
  trashed BIGINT  NOT NULL
);
CREATE UNIQUE INDEX space_owner ON space (idp, opaque);
CREATE UNIQUE INDEX space_project ON space (name) WHERE kind = 2;

CREATE TABLE trash (
  node    TEXT   NOT NULL PRIMARY KEY,
  space   TEXT   NOT NULL,
  item    TEXT   NOT NULL,
  deleted BIGINT NOT NULL,
  origin  TEXT   NOT NULL
);
CREATE UNIQUE INDEX trash_item ON trash (space, item);
CREATE INDEX trash_deleted ON trash (deleted);

-- Objects of the store that nothing refers to any more, and when they may be deleted.
CREATE TABLE garbage (
  object TEXT   NOT NULL PRIMARY KEY,
  due    BIGINT NOT NULL
);
CREATE INDEX garbage_due ON garbage (due);

CREATE TABLE upload (
  id       TEXT    NOT NULL PRIMARY KEY,
  blob     TEXT    NOT NULL,
  store    TEXT    NOT NULL,
  length   BIGINT,
  stands   BIGINT  NOT NULL,
  part     INTEGER NOT NULL,
  tail     TEXT,
  tailed   BIGINT  NOT NULL,
  complete INTEGER NOT NULL,
  expires  BIGINT  NOT NULL
);
CREATE INDEX upload_expires ON upload (expires);
CREATE INDEX upload_blob ON upload (blob);

CREATE TABLE upload_part (
  upload TEXT    NOT NULL,
  part   INTEGER NOT NULL,
  tag    TEXT    NOT NULL,
  PRIMARY KEY (upload, part)
);

-- What a check has seen in the store.
CREATE TABLE seen (
  run    TEXT   NOT NULL,
  object TEXT   NOT NULL,
  size   BIGINT NOT NULL,
  PRIMARY KEY (run, object)
);

-- For a rebuild: the records that were found, and how deep nodes lie and whether anything differs there.
CREATE TABLE found (
  id       TEXT   NOT NULL,
  revision BIGINT NOT NULL,
  stamp    TEXT   NOT NULL,
  body     TEXT   NOT NULL,
  PRIMARY KEY (id, revision, stamp)
);
CREATE TABLE level (
  id      TEXT    NOT NULL PRIMARY KEY,
  depth   INTEGER NOT NULL,
  changed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX level_depth ON level (depth);

-- What the database held before.
CREATE TABLE was (
  id     TEXT   NOT NULL PRIMARY KEY,
  parent TEXT,
  stamp  TEXT   NOT NULL,
  etag   TEXT   NOT NULL,
  mtime  BIGINT NOT NULL
);
CREATE INDEX was_parent ON was (parent);
