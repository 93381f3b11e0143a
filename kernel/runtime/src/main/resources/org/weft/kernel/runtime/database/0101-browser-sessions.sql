-- Who is signed in on our own pages. The cookie is random and long, so a plain hash of it is enough. What the provider calls
-- the person and the session is kept to end it when the provider says so.
CREATE TABLE browser_session (
  hash TEXT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  subject TEXT NOT NULL,
  session TEXT NOT NULL,
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  user_type TEXT NOT NULL,
  username TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX browser_session_subject ON browser_session (source, subject);
CREATE INDEX browser_session_session ON browser_session (source, session);
CREATE INDEX browser_session_expires ON browser_session (expires);
