CREATE TABLE facts (
  fact VARCHAR(32) PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE adopted (
  inode BIGINT PRIMARY KEY,
  id BIGINT NOT NULL
);
CREATE INDEX adopted_by_id ON adopted (id);
CREATE TABLE folders (
  inode BIGINT PRIMARY KEY,
  revision BIGINT NOT NULL,
  changes BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  tree_mtime BIGINT NOT NULL,
  disk_mtime BIGINT NOT NULL,
  counted INTEGER NOT NULL
);
CREATE TABLE intents (
  token VARCHAR(36) PRIMARY KEY,
  chain TEXT NOT NULL,
  opened BIGINT NOT NULL
);
