-- Shares of all kinds in one table: the kinds have most columns in common, and the questions cut across them. Times are
-- microseconds since 1970, truths are 0 or 1. A party is written 'u/IDP/ID' or 'g/IDP/ID', a resource 'STORAGE$SPACE!NODE'.
CREATE TABLE share (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  revision BIGINT NOT NULL,
  storage TEXT,
  space TEXT,
  node TEXT,
  owner TEXT NOT NULL,
  owner_type TEXT NOT NULL,
  creator TEXT NOT NULL,
  creator_type TEXT NOT NULL,
  rights TEXT NOT NULL,
  created BIGINT NOT NULL,
  modified BIGINT NOT NULL,
  expires BIGINT,
  description TEXT NOT NULL,
  attributes TEXT NOT NULL,
  grantee TEXT,
  grantee_type TEXT,
  token TEXT,
  display_name TEXT,
  password_hash TEXT,
  quick INTEGER,
  notify_uploads INTEGER,
  notify_recipients TEXT,
  name TEXT,
  host TEXT,
  party TEXT,
  party_kind TEXT,
  secret_hash TEXT,
  requirements TEXT,
  protocols TEXT,
  delivery TEXT,
  remote_id TEXT,
  node_kind TEXT
);

-- What must be unique.
CREATE UNIQUE INDEX share_token ON share (token);
CREATE UNIQUE INDEX share_secret ON share (secret_hash);
CREATE UNIQUE INDEX share_local ON share (storage, space, node, grantee) WHERE kind IN ('user', 'group');
CREATE UNIQUE INDEX share_sent ON share (storage, space, node, host, party, party_kind) WHERE kind = 'ocm-out';
CREATE UNIQUE INDEX share_received ON share (host, remote_id) WHERE kind = 'ocm-in';

-- One for each question; the id at the end, because pages are cut by it.
CREATE INDEX share_owner ON share (owner, id);
CREATE INDEX share_creator ON share (creator, id);
CREATE INDEX share_grantee ON share (grantee, id);
CREATE INDEX share_node ON share (storage, space, node, id);
CREATE INDEX share_host ON share (host, id);
CREATE INDEX share_delivery ON share (delivery, id);
CREATE INDEX share_expires ON share (expires, id);

CREATE TABLE reception (
  receiver TEXT NOT NULL,
  share TEXT NOT NULL,
  receiver_type TEXT NOT NULL,
  state TEXT NOT NULL,
  hidden INTEGER NOT NULL,
  mount_point TEXT,
  alias TEXT NOT NULL,
  revision BIGINT NOT NULL,
  PRIMARY KEY (receiver, share)
);
CREATE INDEX reception_share ON reception (share);

CREATE TABLE invite (
  token TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  owner_type TEXT NOT NULL,
  description TEXT NOT NULL,
  recipient TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX invite_owner ON invite (owner, created);
CREATE INDEX invite_expires ON invite (expires);

CREATE TABLE contact (
  owner TEXT NOT NULL,
  contact TEXT NOT NULL,
  contact_type TEXT NOT NULL,
  display_name TEXT NOT NULL,
  mail TEXT NOT NULL,
  since BIGINT NOT NULL,
  -- Name, mail and id in lower case, to be searched in.
  words TEXT NOT NULL,
  PRIMARY KEY (owner, contact)
);
