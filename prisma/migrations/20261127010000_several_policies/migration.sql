-- A row of a policy sheet holds its package's policies in a list: what was of its one policy becomes the first of it.
UPDATE "policy_sheet_row" SET
  "cells" = ("cells" - ARRAY['policy', 'ask', 'approvers1', 'standIns1', 'days1', 'approvers2', 'standIns2', 'days2', 'approvers3', 'standIns3', 'days3', 'duration', 'review', 'reviewers', 'silence'])
    || jsonb_build_object('policies', jsonb_build_array(jsonb_build_object(
      'policy', "cells"->'policy', 'ask', "cells"->'ask', 'duration', "cells"->'duration', 'review', "cells"->'review', 'reviewers', "cells"->'reviewers', 'silence', "cells"->'silence',
      'approvers1', "cells"->'approvers1', 'standIns1', "cells"->'standIns1', 'days1', "cells"->'days1',
      'approvers2', "cells"->'approvers2', 'standIns2', "cells"->'standIns2', 'days2', "cells"->'days2',
      'approvers3', "cells"->'approvers3', 'standIns3', "cells"->'standIns3', 'days3', "cells"->'days3'))),
  "wanted" = ("wanted" - ARRAY['policy', 'ask', 'stages', 'ends', 'review'])
    || jsonb_build_object('policies', jsonb_build_array(jsonb_build_object(
      'name', "wanted"->'policy', 'ask', "wanted"->'ask', 'stages', "wanted"->'stages', 'ends', "wanted"->'ends', 'review', "wanted"->'review')));
