-- AlterEnum
ALTER TYPE "approval_state" ADD VALUE 'withdrawn';
