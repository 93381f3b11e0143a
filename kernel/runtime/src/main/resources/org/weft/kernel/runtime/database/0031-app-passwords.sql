-- Passwords for one program each. The secret is random and long, so a plain hash of it is enough.
CREATE TABLE app_password (
  id TEXT NOT NULL PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  user_type TEXT NOT NULL,
  username TEXT NOT NULL,
  label TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used BIGINT NOT NULL
);
CREATE INDEX app_password_user ON app_password (user_idp, user_opaque);
CREATE INDEX app_password_expires ON app_password (expires);
-- Programs that wait for somebody to let them in by a browser. Both tokens are hashed; the user is there once granted.
CREATE TABLE login_flow (
  poll TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  client TEXT NOT NULL,
  grant_ticket TEXT NOT NULL,
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  user_type TEXT NOT NULL,
  username TEXT NOT NULL,
  state INTEGER NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX login_flow_expires ON login_flow (expires);
