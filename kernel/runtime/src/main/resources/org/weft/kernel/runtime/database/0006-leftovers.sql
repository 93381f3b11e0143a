-- Copies that are being made under hidden names. One whose time has stood still for long belongs to a process that ended.
CREATE TABLE unfinished_copy (
  id TEXT NOT NULL PRIMARY KEY,
  storage TEXT NOT NULL,
  space TEXT NOT NULL,
  parent TEXT NOT NULL,
  name TEXT NOT NULL,
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  user_type TEXT NOT NULL,
  username TEXT NOT NULL,
  alive BIGINT NOT NULL
);
CREATE INDEX unfinished_copy_alive ON unfinished_copy (alive);

-- Nodes that rows are kept for and that were neither live nor in the trash when somebody looked, and since when.
CREATE TABLE absent_node (
  storage TEXT NOT NULL,
  node TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (storage, node)
);
