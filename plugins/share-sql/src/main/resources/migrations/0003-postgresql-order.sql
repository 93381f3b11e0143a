-- Ids are compared byte by byte, as SQLite does by itself: a page ends in every database where the next one begins.
ALTER TABLE share ALTER COLUMN id TYPE TEXT COLLATE "C";
ALTER TABLE reception ALTER COLUMN share TYPE TEXT COLLATE "C";
