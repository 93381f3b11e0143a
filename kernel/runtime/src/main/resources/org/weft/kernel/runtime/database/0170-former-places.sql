-- Below which folders nodes lay when they were put into the trash, in spaces of which something is granted or shared: the
-- ids of these folders from the top of the space down, each ended by a newline. The trash is judged by them.
CREATE TABLE former_place (
  storage TEXT NOT NULL,
  node TEXT NOT NULL,
  space TEXT NOT NULL,
  folders TEXT NOT NULL,
  PRIMARY KEY (storage, node)
);
