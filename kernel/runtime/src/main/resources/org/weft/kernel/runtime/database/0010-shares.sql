-- Rises with every change of a space's shares, which a plugin keeps; a space without a row never had one.
CREATE TABLE share_revision (
  storage TEXT NOT NULL,
  space TEXT NOT NULL,
  revision BIGINT NOT NULL,
  PRIMARY KEY (storage, space)
);

-- Rises with every change of what a user or a group has received. Receiver: user or group, and the id.
CREATE TABLE received_revision (
  receiver TEXT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
);
