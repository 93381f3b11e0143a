-- Rises with every change of a space's grants, of what is kept of the space, and of where its folders are.
CREATE TABLE access_revision (
  storage TEXT NOT NULL,
  space TEXT NOT NULL,
  revision BIGINT NOT NULL,
  PRIMARY KEY (storage, space)
);

-- Rights of a user or a group on a node and all below it; no rights at all are a denial. Kind: user, group.
CREATE TABLE resource_grant (
  storage TEXT NOT NULL,
  node TEXT NOT NULL,
  kind TEXT NOT NULL,
  idp TEXT NOT NULL,
  opaque TEXT NOT NULL,
  user_type TEXT NOT NULL,
  space TEXT NOT NULL,
  rights TEXT NOT NULL,
  creator_idp TEXT NOT NULL,
  creator_opaque TEXT NOT NULL,
  creator_type TEXT NOT NULL,
  expires BIGINT,
  PRIMARY KEY (storage, node, kind, idp, opaque)
);
CREATE INDEX resource_grant_space ON resource_grant (storage, space);
CREATE INDEX resource_grant_grantee ON resource_grant (kind, idp, opaque);
CREATE INDEX resource_grant_expires ON resource_grant (expires);

-- What the server keeps of project spaces; id, quota and files are the storage's.
CREATE TABLE project_space (
  storage TEXT NOT NULL,
  space TEXT NOT NULL,
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  owner_idp TEXT NOT NULL,
  owner_opaque TEXT NOT NULL,
  owner_type TEXT NOT NULL,
  alias TEXT NOT NULL,
  description TEXT NOT NULL,
  readme TEXT NOT NULL,
  thumbnail TEXT NOT NULL,
  disabled BIGINT,
  PRIMARY KEY (storage, space)
);
CREATE UNIQUE INDEX project_space_name ON project_space (name);
CREATE INDEX project_space_owner ON project_space (owner_idp, owner_opaque);
