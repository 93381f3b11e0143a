-- Indexes that give the ids of a page by themselves, without a look at the rows: what is received, and what lies in a space.
CREATE INDEX share_receiver ON share (grantee, kind, id);
CREATE INDEX share_space ON share (storage, space, id);

-- Only says the same as share_receiver; whoever read by it reads the same rows without it.
DROP INDEX share_grantee;
