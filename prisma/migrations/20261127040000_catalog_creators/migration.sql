-- AlterEnum
ALTER TYPE "draft_kind" ADD VALUE 'catalogCreator' AFTER 'catalogRole';
