-- Whose app passwords, sessions, links, shares and keys rest, and why: a person can rest for several reasons, and wakes when the
-- last is gone. Nothing of what rests is taken away. All times are milliseconds since 1970.
CREATE TABLE account_rest (
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  user_type TEXT NOT NULL,
  username TEXT NOT NULL,
  cause TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (user_idp, user_opaque, cause)
);
-- Rises with every change of the above, so that a node which looks every few seconds reads one number.
CREATE TABLE account_rest_revision (
  one INTEGER NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
);
INSERT INTO account_rest_revision (one, revision) VALUES (1, 0);
-- When somebody signed in at a provider last, and which directory knew them then: empty when none did.
CREATE TABLE account_seen (
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  user_type TEXT NOT NULL,
  username TEXT NOT NULL,
  seen BIGINT NOT NULL,
  directory TEXT NOT NULL,
  PRIMARY KEY (user_idp, user_opaque)
);
CREATE INDEX account_seen_username ON account_seen (username);
CREATE INDEX account_seen_seen ON account_seen (seen);
