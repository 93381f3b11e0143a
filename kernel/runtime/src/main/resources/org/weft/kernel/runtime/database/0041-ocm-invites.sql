-- Who used an invitation: one peer gets it, and gets its answer again when that was lost. Tokens are kept as hashes; times
-- are milliseconds since 1970.
CREATE TABLE ocm_invite_use (
  token_hash TEXT NOT NULL PRIMARY KEY,
  owner_idp TEXT NOT NULL,
  owner_opaque TEXT NOT NULL,
  owner_type TEXT NOT NULL,
  remote_host TEXT NOT NULL,
  remote_user TEXT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX ocm_invite_use_expires ON ocm_invite_use (expires);

-- Whose contact somebody at another site is, because a peer that ends one names its own user.
CREATE TABLE ocm_contact (
  remote_host TEXT NOT NULL,
  remote_user TEXT NOT NULL,
  owner_idp TEXT NOT NULL,
  owner_opaque TEXT NOT NULL,
  owner_type TEXT NOT NULL,
  PRIMARY KEY (remote_host, remote_user, owner_idp, owner_opaque)
);
CREATE INDEX ocm_contact_owner ON ocm_contact (remote_host, owner_opaque);
