-- Sessions of applications that files are opened in. A token names its session and one file, and is signed; so no token
-- is kept, and whoever ends a session ends all its tokens.
CREATE TABLE app_session (
  id TEXT NOT NULL PRIMARY KEY,
  instance TEXT NOT NULL,
  app TEXT NOT NULL,
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  user_type TEXT NOT NULL,
  username TEXT NOT NULL,
  display_name TEXT NOT NULL,
  mail TEXT NOT NULL,
  known INTEGER NOT NULL,
  scopes TEXT NOT NULL,
  mode TEXT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX app_session_user ON app_session (user_idp, user_opaque, expires);
CREATE INDEX app_session_expires ON app_session (expires);

-- What applications keep for people.
CREATE TABLE app_preference (
  instance TEXT NOT NULL,
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (instance, user_idp, user_opaque, name)
);
