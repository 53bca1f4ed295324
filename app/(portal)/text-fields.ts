import { z } from 'zod';
import { lengthProblem } from '@/lib/authoring/object-texts';

const textField = (field: 'name' | 'description', missing: string) => z.string().trim().min(1, missing).superRefine((text, context) => {
  const problem = lengthProblem(field, text);
  if (problem) context.addIssue({ code: 'custom', message: problem });
});

/** The name of something of the tenant that is made here. @param missing said where it is empty */
export const nameField = (missing: string) => textField('name', missing);

/** What something of the tenant that is made here is for, or gives. @param missing said where it is empty */
export const descriptionField = (missing: string) => textField('description', missing);
