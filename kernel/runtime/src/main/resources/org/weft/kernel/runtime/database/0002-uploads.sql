-- Uploads in parts that have begun. What is to become of them stands in the client's transfer token. State: 0 open,
-- 1 complete, 2 ended without a file.
CREATE TABLE upload_session (
  id TEXT NOT NULL PRIMARY KEY,
  received BIGINT NOT NULL,
  total BIGINT,
  expires BIGINT NOT NULL,
  state INTEGER NOT NULL
);
CREATE INDEX upload_session_expires ON upload_session (expires);
