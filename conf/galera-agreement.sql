-- What load balancers agree on the writer by (agreement = table), for an account that is there: run it once, on any node of the cluster.
CREATE DATABASE IF NOT EXISTS sluice;
CREATE TABLE IF NOT EXISTS sluice.writer (grp VARCHAR(64) PRIMARY KEY, server VARCHAR(128) NOT NULL, epoch BIGINT UNSIGNED NOT NULL) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
GRANT SELECT, INSERT, UPDATE ON sluice.writer TO 'sluice'@'%';
