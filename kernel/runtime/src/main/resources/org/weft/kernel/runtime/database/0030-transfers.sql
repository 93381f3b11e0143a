-- Files that clients send in chunks of their own cutting, in any order: what has come of them lies in the spool.
CREATE TABLE transfer (
  id TEXT NOT NULL PRIMARY KEY,
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  name TEXT NOT NULL,
  chunks INTEGER NOT NULL,
  received BIGINT NOT NULL,
  declared TEXT NOT NULL,
  begun BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  UNIQUE (user_idp, user_opaque, name)
);
CREATE INDEX transfer_expires ON transfer (expires);
CREATE TABLE transfer_chunk (
  transfer TEXT NOT NULL,
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  length BIGINT NOT NULL,
  spool TEXT NOT NULL,
  PRIMARY KEY (transfer, number)
);
CREATE INDEX transfer_chunk_spool ON transfer_chunk (spool);
-- What is to become of an upload whose address is no token.
CREATE TABLE upload_order (
  id TEXT NOT NULL PRIMARY KEY,
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  content TEXT NOT NULL,
  done INTEGER NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX upload_order_expires ON upload_order (expires);
CREATE INDEX upload_order_user ON upload_order (user_idp, user_opaque);
