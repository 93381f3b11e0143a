-- Signed messages of other sites that were taken, until their signatures are too old: so that each is taken once by all servers.
CREATE TABLE ocm_seen_message (
  id TEXT NOT NULL PRIMARY KEY,
  came BIGINT NOT NULL,
  came_from TEXT NOT NULL,
  forgotten BIGINT NOT NULL
);

CREATE INDEX ocm_seen_message_forgotten ON ocm_seen_message (forgotten);
