-- The key by which a person's programs sign URLs of downloads. Both sides compute with it, so it is kept as it is; whoever
-- removes a row ends every URL that was signed by it.
CREATE TABLE url_key (
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  user_type TEXT NOT NULL,
  username TEXT NOT NULL,
  secret TEXT NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (user_idp, user_opaque)
);
CREATE INDEX url_key_username ON url_key (username);
