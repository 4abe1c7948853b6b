-- AlterTable
ALTER TABLE "log" ADD COLUMN "birth" xid8;

-- Afterwards, so that rows that are there already stay without one and the table need not be written anew.
ALTER TABLE "log" ALTER COLUMN "birth" SET DEFAULT pg_snapshot_xmin(pg_current_snapshot());
