-- Emergency access is told by its usual names beside the list that an admin keeps.
ALTER TABLE "account_rule" DROP CONSTRAINT "account_rule_of_a_kind";
ALTER TABLE "account_rule" ADD CONSTRAINT "account_rule_of_a_kind" CHECK ("kind" NOT IN ('disabled', 'external'));
