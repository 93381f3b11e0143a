-- Uploads whose bytes a storage keeps by itself: which storage, what it calls the upload, and the digests up to an offset.
ALTER TABLE upload_session ADD COLUMN storage TEXT;
ALTER TABLE upload_session ADD COLUMN kept TEXT;
ALTER TABLE upload_session ADD COLUMN digest TEXT;
