CREATE TABLE half (name TEXT);
nonsense;
