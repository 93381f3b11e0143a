-- What people at other sites ask to have shared with them, until its owner decides or it has become old.
CREATE TABLE ocm_share_request (
  id TEXT NOT NULL PRIMARY KEY,
  owner_idp TEXT NOT NULL,
  owner_opaque TEXT NOT NULL,
  share TEXT NOT NULL,
  remote_host TEXT NOT NULL,
  remote_user TEXT NOT NULL,
  created BIGINT NOT NULL,
  UNIQUE (owner_idp, owner_opaque, remote_host, remote_user, share)
);

CREATE INDEX ocm_share_request_created ON ocm_share_request (created);
