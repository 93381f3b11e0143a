-- The keys that sign what this site says to others: both halves, so it is read by the server alone. Times are
-- milliseconds since 1970.
CREATE TABLE ocm_key (
  kid TEXT NOT NULL PRIMARY KEY,
  algorithm TEXT NOT NULL,
  pair TEXT NOT NULL,
  created BIGINT NOT NULL
);
