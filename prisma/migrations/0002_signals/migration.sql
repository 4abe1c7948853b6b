-- CreateEnum
CREATE TYPE "PresenceVisibility" AS ENUM ('EVERYONE', 'SHARED_CHATS', 'NOBODY');

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "last_seen_at" TIMESTAMPTZ(3),
ADD COLUMN     "presence_visibility" "PresenceVisibility" NOT NULL DEFAULT 'SHARED_CHATS';

-- From here on by hand: what Prisma cannot express.

-- Room in each page for the next version of rows that change with every minute online, so that no index is touched.
ALTER TABLE "user" SET (fillfactor = 80);
