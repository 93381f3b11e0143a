-- What an upload will be, as its sender named it: who begins the same anew gives up the one before, where room is scarce.
ALTER TABLE upload_reservation ADD COLUMN target TEXT NOT NULL DEFAULT '';
