-- What the server itself must remember. Times are milliseconds since 1970, truths are 0 or 1.

CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE signing_key (
  kid TEXT NOT NULL PRIMARY KEY,
  secret TEXT NOT NULL,
  created BIGINT NOT NULL,
  retired BIGINT
);

-- Rises with every change of a space's locks, so that each node knows when its view of them is old.
CREATE TABLE lock_revision (
  storage TEXT NOT NULL,
  space TEXT NOT NULL,
  revision BIGINT NOT NULL,
  PRIMARY KEY (storage, space)
);

CREATE TABLE resource_lock (
  lock_row TEXT NOT NULL PRIMARY KEY,
  storage TEXT NOT NULL,
  space TEXT NOT NULL,
  node TEXT NOT NULL,
  folder INTEGER NOT NULL,
  lock_id TEXT NOT NULL,
  sharing TEXT NOT NULL,
  deep INTEGER NOT NULL,
  holder_idp TEXT NOT NULL,
  holder_opaque TEXT NOT NULL,
  holder_type TEXT NOT NULL,
  app TEXT,
  owner TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX resource_lock_space ON resource_lock (storage, space);
CREATE INDEX resource_lock_expires ON resource_lock (expires);

-- Rows follow the node, whose id is unique within its storage; the space says where they were written.
CREATE TABLE dead_property (
  storage TEXT NOT NULL,
  node TEXT NOT NULL,
  namespace TEXT NOT NULL,
  local TEXT NOT NULL,
  space TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (storage, node, namespace, local)
);

CREATE TABLE label (
  storage TEXT NOT NULL,
  node TEXT NOT NULL,
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  label TEXT NOT NULL,
  space TEXT NOT NULL,
  PRIMARY KEY (storage, node, user_idp, user_opaque, label)
);
CREATE INDEX label_user ON label (user_idp, user_opaque, label, storage, node);

-- Spaces that nodes with properties or labels were moved into from other spaces.
CREATE TABLE received_space (
  storage TEXT NOT NULL,
  space TEXT NOT NULL,
  PRIMARY KEY (storage, space)
);
