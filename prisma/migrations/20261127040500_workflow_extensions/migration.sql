-- AlterEnum
ALTER TYPE "draft_kind" ADD VALUE 'workflowExtension' AFTER 'organizationSponsor';
