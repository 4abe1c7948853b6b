-- CreateEnum
CREATE TYPE "PushPreview" AS ENUM ('NOTHING', 'SENDER', 'TEXT');

-- CreateEnum
CREATE TYPE "PushFailure" AS ENUM ('GONE', 'REFUSED', 'BUSY', 'UNREACHABLE', 'NOT_ALLOWED');

-- CreateEnum
CREATE TYPE "PushDecision" AS ENUM ('RANG', 'SEEN_ELSEWHERE', 'OWN_MESSAGE', 'FAILED');

-- CreateTable
CREATE TABLE "log_reader" (
    "name" TEXT NOT NULL,
    "epoch" UUID NOT NULL,
    "seen" TEXT NOT NULL,
    "after" BIGINT NOT NULL,
    "floor" BIGINT NOT NULL,
    "fence_xid" BIGINT NOT NULL,
    "fence_id" BIGINT NOT NULL,

    CONSTRAINT "log_reader_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "push_device" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "endpoint" TEXT NOT NULL,
    "p256dh" TEXT NOT NULL,
    "auth" TEXT NOT NULL,
    "preview" "PushPreview" NOT NULL DEFAULT 'NOTHING',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_success_at" TIMESTAMPTZ(3),
    "last_failure_at" TIMESTAMPTZ(3),
    "last_failure" "PushFailure",
    "last_decision" "PushDecision",
    "last_decision_at" TIMESTAMPTZ(3),
    "retry_at" TIMESTAMPTZ(3),

    CONSTRAINT "push_device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "push_ring" (
    "device_id" UUID NOT NULL,
    "chat_id" UUID NOT NULL,
    "rung_seq" INTEGER NOT NULL,
    "sent_seq" INTEGER NOT NULL DEFAULT 0,
    "cleared_seq" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "push_ring_pkey" PRIMARY KEY ("device_id","chat_id")
);

-- CreateTable
CREATE TABLE "push_key" (
    "id" BOOLEAN NOT NULL DEFAULT true,
    "public_key" TEXT NOT NULL,
    "private_key" TEXT NOT NULL,

    CONSTRAINT "push_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "push_device_endpoint_key" ON "push_device"("endpoint");

-- CreateIndex
CREATE INDEX "push_device_session_id_idx" ON "push_device"("session_id");

-- AddForeignKey
ALTER TABLE "push_device" ADD CONSTRAINT "push_device_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push_ring" ADD CONSTRAINT "push_ring_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "push_device"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on by hand: what Prisma cannot express.

-- One row at most.
ALTER TABLE "push_key" ADD CONSTRAINT "push_key_single" CHECK ("id");
