-- Of a delivery that failed whole there is nothing to take: what is left of it is ended, and it counts with nobody it was taken from.
ALTER TABLE "reversal_item" DROP CONSTRAINT "reversal_item_action";
ALTER TABLE "reversal_item" ADD CONSTRAINT "reversal_item_action" CHECK ("action" IN ('remove', 'leave', 'bridge', 'restore', 'clear'));
