-- What people's clients keep for them, by namespace and key.
CREATE TABLE preference (
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (user_idp, user_opaque, namespace, name)
);
