-- By what a person's key for signing URLs was fetched: when one of these ends, the key ends. Of the keys that there are nobody
-- knows it, so all end once; clients fetch another.
CREATE TABLE url_key_fetch (
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  voucher TEXT NOT NULL,
  PRIMARY KEY (user_idp, user_opaque, voucher)
);
CREATE INDEX url_key_fetch_voucher ON url_key_fetch (voucher);
DELETE FROM url_key;
