-- What somebody made who is not the owner. Most shares are made by their owners, and by share_creator each of these would be
-- read to see that it is no such one.
CREATE INDEX share_passed_on ON share (creator, id) WHERE creator <> owner;
