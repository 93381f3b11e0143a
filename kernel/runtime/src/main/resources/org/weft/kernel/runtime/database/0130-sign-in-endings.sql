-- What lets nobody in any more before its own end: an app password that was taken away, what a provider said before somebody
-- signed out there. Kept until the last token that was made from it has ended. All times are milliseconds since 1970.
CREATE TABLE sign_in_ending (
  voucher TEXT NOT NULL PRIMARY KEY,
  ended BIGINT NOT NULL,
  noted BIGINT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX sign_in_ending_noted ON sign_in_ending (noted);
CREATE INDEX sign_in_ending_until ON sign_in_ending (until);
-- Whom a provider elsewhere means: to find who has signed out when it speaks of a subject of its own.
CREATE TABLE sign_in_subject (
  source TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_idp TEXT NOT NULL,
  user_opaque TEXT NOT NULL,
  user_type TEXT NOT NULL,
  PRIMARY KEY (source, subject, user_idp, user_opaque)
);
