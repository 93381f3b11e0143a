-- Which server is about to tell a notice; it has until "due", and then another may.
ALTER TABLE ocm_notice ADD COLUMN claim TEXT;

CREATE INDEX ocm_notice_claim ON ocm_notice (claim);
