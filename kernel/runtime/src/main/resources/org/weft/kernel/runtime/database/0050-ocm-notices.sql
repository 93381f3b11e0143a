-- What other sites have to be told of shares and have not confirmed yet.
CREATE TABLE ocm_notice (
  id TEXT NOT NULL PRIMARY KEY,
  host TEXT NOT NULL,
  kind TEXT NOT NULL,
  share TEXT NOT NULL,
  ours INTEGER NOT NULL,
  grantee TEXT NOT NULL,
  words TEXT,
  secret TEXT NOT NULL,
  created BIGINT NOT NULL,
  due BIGINT NOT NULL,
  attempts INTEGER NOT NULL
);

CREATE INDEX ocm_notice_due ON ocm_notice (due);
