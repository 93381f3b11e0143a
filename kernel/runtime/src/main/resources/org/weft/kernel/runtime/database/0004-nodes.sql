-- The servers that work on this database. Times are the database's, because the nodes' clocks may differ.
CREATE TABLE site_node (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  seen BIGINT NOT NULL
);
