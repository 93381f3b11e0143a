CREATE TABLE nodes (
  id VARCHAR(22) PRIMARY KEY,
  parent VARCHAR(22) NOT NULL,
  name TEXT NOT NULL
);
CREATE INDEX nodes_by_place ON nodes (parent, name);
CREATE TABLE facts (
  fact VARCHAR(32) PRIMARY KEY,
  value TEXT NOT NULL
);
