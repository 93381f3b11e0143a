-- Whoever has signed in and is in no directory: as the provider described them last.
CREATE TABLE account (
  idp TEXT NOT NULL,
  opaque TEXT NOT NULL,
  type TEXT NOT NULL,
  username TEXT NOT NULL UNIQUE,
  mail TEXT NOT NULL,
  mail_verified INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  uid_number BIGINT NOT NULL,
  gid_number BIGINT NOT NULL,
  search TEXT NOT NULL,
  seen BIGINT NOT NULL,
  PRIMARY KEY (idp, opaque)
);
CREATE INDEX account_mail ON account (mail);
CREATE TABLE account_group (
  idp TEXT NOT NULL,
  opaque TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (idp, opaque, name)
);
CREATE INDEX account_group_name ON account_group (name, idp);
