-- Room that uploads under way have taken of their spaces, before their files are there: the larger of what they will have, where that
-- is known, and what has come.
CREATE TABLE upload_reservation (
  id TEXT NOT NULL PRIMARY KEY,
  storage TEXT NOT NULL,
  space TEXT NOT NULL,
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  total BIGINT NOT NULL,
  filled BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX upload_reservation_space ON upload_reservation (storage, space);
CREATE INDEX upload_reservation_user ON upload_reservation (user_idp, user_opaque);
CREATE INDEX upload_reservation_expires ON upload_reservation (expires);
-- To add up what the properties of a space take.
CREATE INDEX dead_property_space ON dead_property (storage, space);
