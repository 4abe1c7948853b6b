-- CreateEnum
CREATE TYPE "ChatKind" AS ENUM ('PRIVATE', 'GROUP');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('OWNER', 'ADMIN', 'MEMBER');

-- CreateEnum
CREATE TYPE "InvitationStatus" AS ENUM ('PENDING', 'ACCEPTED', 'DECLINED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "MessageKind" AS ENUM ('TEXT', 'SYSTEM');

-- CreateEnum
CREATE TYPE "MessageNotice" AS ENUM ('GROUP_CREATED', 'MEMBER_JOINED', 'MEMBER_LEFT');

-- CreateTable
CREATE TABLE "chat" (
    "id" UUID NOT NULL,
    "kind" "ChatKind" NOT NULL,
    "title" TEXT,
    "pair_low" UUID,
    "pair_high" UUID,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "last_activity_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "chat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "id" UUID NOT NULL,
    "chat_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'MEMBER',
    "joined_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "visible_after" INTEGER NOT NULL,
    "read_seq" INTEGER NOT NULL DEFAULT 0,
    "delivered_seq" INTEGER NOT NULL DEFAULT 0,
    "left_at" TIMESTAMPTZ(3),
    "leave_seq" INTEGER,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "chat_id" UUID NOT NULL,
    "inviter_id" UUID NOT NULL,
    "invitee_id" UUID NOT NULL,
    "status" "InvitationStatus" NOT NULL DEFAULT 'PENDING',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "responded_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "log" (
    "id" BIGSERIAL NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "kind" TEXT NOT NULL,
    "chat_id" UUID,
    "seq" INTEGER,
    "user_id" UUID,
    "subject_id" UUID NOT NULL,
    "admits" UUID,
    "dismisses" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instance" (
    "id" BOOLEAN NOT NULL DEFAULT true,
    "epoch" UUID NOT NULL,
    "secret" BYTEA NOT NULL,

    CONSTRAINT "instance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "chat_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" "MessageKind" NOT NULL DEFAULT 'TEXT',
    "notice" "MessageNotice",
    "sender_id" UUID,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "membership_user_id_chat_id_idx" ON "membership"("user_id", "chat_id");

-- CreateIndex
CREATE INDEX "invitation_invitee_id_status_idx" ON "invitation"("invitee_id", "status");

-- CreateIndex
CREATE INDEX "invitation_inviter_id_status_idx" ON "invitation"("inviter_id", "status");

-- CreateIndex
CREATE INDEX "log_chat_id_xid_idx" ON "log"("chat_id", "xid");

-- CreateIndex
CREATE INDEX "log_at_idx" ON "log" USING BRIN ("at");

-- CreateIndex
CREATE UNIQUE INDEX "log_chat_id_seq_key" ON "log"("chat_id", "seq");

-- CreateIndex
CREATE INDEX "message_sender_id_idx" ON "message"("sender_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_chat_id_seq_key" ON "message"("chat_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_hash_key" ON "session"("token_hash");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_username_key" ON "user"("username");

-- AddForeignKey
ALTER TABLE "chat" ADD CONSTRAINT "chat_pair_low_fkey" FOREIGN KEY ("pair_low") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat" ADD CONSTRAINT "chat_pair_high_fkey" FOREIGN KEY ("pair_high") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_chat_id_fkey" FOREIGN KEY ("chat_id") REFERENCES "chat"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_chat_id_fkey" FOREIGN KEY ("chat_id") REFERENCES "chat"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_inviter_id_fkey" FOREIGN KEY ("inviter_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_invitee_id_fkey" FOREIGN KEY ("invitee_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_chat_id_fkey" FOREIGN KEY ("chat_id") REFERENCES "chat"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_sender_id_fkey" FOREIGN KEY ("sender_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on by hand: what Prisma cannot express.

-- One private chat for each pair of people, whoever asks first. A chat that ended makes room for another.
CREATE UNIQUE INDEX "chat_pair_key" ON "chat"("pair_low", "pair_high") WHERE "deleted_at" IS NULL AND "pair_low" IS NOT NULL;
-- Sorted, so that a pair cannot be stored twice the other way round.
CREATE INDEX "chat_pair_high_idx" ON "chat"("pair_high") WHERE "pair_high" IS NOT NULL;
ALTER TABLE "chat" ADD CONSTRAINT "chat_pair_sorted" CHECK ("pair_low" < "pair_high");
ALTER TABLE "chat" ADD CONSTRAINT "chat_pair_private" CHECK ("kind" = 'PRIVATE' OR ("pair_low" IS NULL AND "pair_high" IS NULL));
ALTER TABLE "chat" ADD CONSTRAINT "chat_title_of_groups" CHECK ("deleted_at" IS NOT NULL OR ("kind" = 'GROUP') = ("title" IS NOT NULL));
ALTER TABLE "chat" ADD CONSTRAINT "chat_last_seq_counts" CHECK ("last_seq" >= 0);

-- One stay at a time; also finds a chat's members.
CREATE UNIQUE INDEX "membership_current_key" ON "membership"("chat_id", "user_id") WHERE "left_at" IS NULL;
ALTER TABLE "membership" ADD CONSTRAINT "membership_seqs_count" CHECK ("visible_after" >= 0 AND "read_seq" >= 0 AND "delivered_seq" >= 0);

-- One question at a time; also finds a chat's open invitations.
CREATE UNIQUE INDEX "invitation_pending_key" ON "invitation"("chat_id", "invitee_id") WHERE "status" = 'PENDING';

ALTER TABLE "user" ADD CONSTRAINT "user_username_canonical" CHECK ("username" ~ '^[a-z0-9_.]{3,32}$');
ALTER TABLE "user" ADD CONSTRAINT "user_display_name_length" CHECK (char_length("display_name") BETWEEN 1 AND 64);

ALTER TABLE "message" ADD CONSTRAINT "message_text_length" CHECK (char_length("text") BETWEEN 1 AND 8000);

-- An entry is addressed to a chat, at a place in its order, or to a person. It outlives what it tells of: no foreign keys.
ALTER TABLE "log" ADD CONSTRAINT "log_address" CHECK (("chat_id" IS NULL) = ("seq" IS NULL) AND ("chat_id" IS NULL) <> ("user_id" IS NULL));
CREATE INDEX "log_user_id_xid_idx" ON "log"("user_id", "xid") WHERE "user_id" IS NOT NULL;
CREATE INDEX "log_admits_xid_idx" ON "log"("admits", "xid") WHERE "admits" IS NOT NULL;

-- One row at most.
ALTER TABLE "instance" ADD CONSTRAINT "instance_single" CHECK ("id");

-- Room in each page for the next version of rows that change with every message, so that no index is touched.
ALTER TABLE "chat" SET (fillfactor = 80);
ALTER TABLE "membership" SET (fillfactor = 80);
