-- AlterEnum
ALTER TYPE "draft_kind" ADD VALUE 'organizationSponsor' AFTER 'connectedOrganization';
